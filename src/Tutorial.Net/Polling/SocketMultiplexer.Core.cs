namespace Tutorial.Net;

// The states, the wait itself, and what keeps registrations and backend in step.
public sealed partial class SocketMultiplexer
{
    private const int Idle = 0, Waiting = 1, DisposeRequested = 2, Disposed = 3;

    private int _state;
    private int _wakeRequested;

    internal void Modify(SocketRegistration registration, SocketEvents events)
    {
        ThrowIfUndefined(events);
        ThrowIfBusyOrDisposed();
        ObjectDisposedException.ThrowIf(registration.Slot < 0, registration);
        SocketEvents before = registration.Interest;
        registration.Interest = events;
        try
        {
            ObjectDisposedException.ThrowIf(registration.Handle.IsClosed, registration.Socket);
            if (events != before)
                Watch(registration, before);
        }
        catch
        {
            // Neither the old interest nor the new one is known to hold: nothing stays registered, as with Python's selectors.
            registration.Interest = before;
            End(registration);
            throw;
        }
    }

    internal void End(SocketRegistration registration)
    {
        int state = Volatile.Read(ref _state);
        if (state == Waiting)
            ThrowBusy();
        // Once disposal is asked for, the table is the waiting thread's to clear: it may still be in the backend.
        if (state != Idle || registration.Slot < 0)
            return;
        Unwatch(registration);
        _table.Remove(registration);
    }

    private static PollingBackend CreateBackend(MultiplexerBackend backend, RegistrationTable table) => backend switch
    {
        MultiplexerBackend.Default when OperatingSystem.IsLinux() => new EpollBackend(table),
        MultiplexerBackend.Default or MultiplexerBackend.Select => new SelectBackend(table, HangUpProbe.Create()),
        MultiplexerBackend.Epoll when OperatingSystem.IsLinux() => new EpollBackend(table),
        MultiplexerBackend.Epoll => throw new PlatformNotSupportedException("Epoll is Linux's; ask for Default or Select here."),
        _ => throw new ArgumentOutOfRangeException(nameof(backend), backend, "Not a backend; it must be Default, Select or Epoll."),
    };

    private static void ThrowIfUndefined(SocketEvents events)
    {
        if ((events & ~(SocketEvents.Read | SocketEvents.Write | SocketEvents.HangUp)) != 0)
            throw new ArgumentOutOfRangeException(nameof(events), events, "Must be None, or any of Read, Write and HangUp.");
    }

    private static void ThrowBusy() => throw new InvalidOperationException(
        "Another thread is in a wait of this multiplexer. Put the work in a queue, call Wake, and do it on that thread.");

    private void Watch(SocketRegistration registration, SocketEvents before)
    {
        switch (before, registration.Interest)
        {
            case (SocketEvents.None, SocketEvents.None):
                break;
            case (SocketEvents.None, _):
                _backend.Add(registration);
                break;
            case (_, SocketEvents.None):
                _backend.Remove(registration);
                break;
            default:
                _backend.Modify(registration);
                break;
        }
    }

    private void Unwatch(SocketRegistration registration)
    {
        if (registration.Interest != SocketEvents.None)
            _backend.Remove(registration);
    }

    private int EnterAndWait(Span<ReadySocket> ready, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Disposed before this returns: a callback that runs late would wake the wait after this one.
        using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(static multiplexer => ((SocketMultiplexer)multiplexer!).Wake(), this);
        int count = EnterAndWait(ready, timeout);
        if (count == 0)
            cancellationToken.ThrowIfCancellationRequested();
        return count;
    }

    private int EnterAndWait(Span<ReadySocket> ready, TimeSpan timeout)
    {
        // Negative and not infinite is over already, as with Python's selectors: what a caller's own deadline leaves once it has passed.
        Deadline deadline = Deadline.After(timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan ? TimeSpan.Zero : timeout);
        int state = Interlocked.CompareExchange(ref _state, Waiting, Idle);
        if (state == Waiting)
            ThrowBusy();
        ObjectDisposedException.ThrowIf(state != Idle, this);

        int count;
        try
        {
            count = WaitCore(ready, deadline);
        }
        catch
        {
            Leave();
            throw;
        }

        ObjectDisposedException.ThrowIf(!Leave(), this);
        return count;
    }

    private int WaitCore(Span<ReadySocket> ready, Deadline deadline)
    {
        _table.Sweep(1);
        // A wake-up that came before the wait: look, and return.
        bool woken = Volatile.Read(ref _wakeRequested) != 0;
        while (true)
        {
            TimeSpan remaining = woken ? TimeSpan.Zero : deadline.Remaining;
            int count = _backend.Wait(ready, remaining);
            // Cleared after the backend has taken the signal in; a caller of Wake that still finds it set has written what it
            // wants seen before this exchange, and so before the wait returns.
            woken |= Volatile.Read(ref _wakeRequested) != 0 && Interlocked.Exchange(ref _wakeRequested, 0) != 0;
            if (count > 0 || woken || remaining == TimeSpan.Zero || deadline.HasPassed)
                return count;
        }
    }

    /// <summary>False when the multiplexer was disposed meanwhile, which is finished here.</summary>
    private bool Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Waiting) == Waiting)
            return true;
        Volatile.Write(ref _state, Disposed);
        Release();
        return false;
    }

    private void Release()
    {
        try
        {
            _table.Clear();
        }
        finally
        {
            _backend.Dispose();
        }
    }

    private void ThrowIfBusyOrDisposed()
    {
        int state = Volatile.Read(ref _state);
        if (state == Waiting)
            ThrowBusy();
        ObjectDisposedException.ThrowIf(state != Idle, this);
    }
}
