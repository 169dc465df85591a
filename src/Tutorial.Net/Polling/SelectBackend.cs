using System.Diagnostics;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>Socket.Select, with its traps met.</summary>
internal sealed class SelectBackend : PollingBackend
{
    /// <summary>
    /// The longest call, in milliseconds; longer waits are several. The microseconds of one call end at 35 minutes. On Windows nothing
    /// ends a call early, and closing a socket that a call looks at spins until the call is over: that must not be long.
    /// </summary>
    private static readonly int LongestCall = OperatingSystem.IsWindows() ? 200 : int.MaxValue / 1000;

    /// <summary>
    /// On Linux Socket.Select is poll(2): an error ends the call whether or not it was asked for, and a connection with an error is
    /// readable and writable. So a connection need not be in the list of errors: half the entries, and a call takes 0.6 times as long.
    /// Other sockets must be (what a refused datagram leaves behind shows nowhere else), and on other systems all.
    /// </summary>
    private readonly bool _errorsOfConnectionsShow;

    private readonly RegistrationTable _table;
    private readonly WakeSockets _wake;
    private readonly WatchRing _ring = new();
    private readonly SelectLists _lists = new();
    private readonly SelectDoubts _doubts;
    private readonly byte[] _urgent = new byte[1];
    private int _fruitless;
    private int _looksInVain;
    private int _waitsBeforeLook;

    public SelectBackend(RegistrationTable table, HangUpProbe probe)
    {
        _table = table;
        _errorsOfConnectionsShow = probe.IsPoll;
        _doubts = new SelectDoubts(probe);
        try
        {
            _wake = new WakeSockets();
        }
        catch (SocketException exception)
        {
            throw new IOException($"The sockets that wake a wait could not be made: {exception.Message}", exception);
        }
    }

    public override MultiplexerBackend Kind => MultiplexerBackend.Select;

    public override void Add(SocketRegistration registration) => _ring.Add(registration);

    public override void Modify(SocketRegistration registration)
    {
        // The lists are filled anew for each call.
    }

    public override void Remove(SocketRegistration registration) => _ring.Remove(registration);

    public override int Wait(Span<ReadySocket> ready, TimeSpan timeout)
    {
        // poll(2) takes milliseconds, and .NET cuts off what is below: rounded up here, or the last of it would be a busy loop.
        int milliseconds = Deadline.CeilingMilliseconds(timeout, LongestCall);
        if (milliseconds < 0)
            milliseconds = LongestCall;
        // A call that may sleep puts itself into the queue of each socket first, and one that may not does without: a quick look is
        // cheaper if there is something to be found (1.3 times, at 1,000 sockets), and lost if not. So not after looks in vain.
        if (milliseconds != 0 && _waitsBeforeLook-- <= 0)
        {
            if (TryCall(ready, 0, out int found))
            {
                _looksInVain = 0;
                return found;
            }

            _looksInVain = Math.Min(_looksInVain + 1, 4);
            _waitsBeforeLook = (1 << _looksInVain) - 1;
        }

        long start = Stopwatch.GetTimestamp();
        if (TryCall(ready, milliseconds, out int count))
            return count;
        milliseconds = _doubts.Limit(milliseconds);
        bool isOver = Stopwatch.GetElapsedTime(start).TotalMilliseconds >= milliseconds;
        return isOver || _doubts.HaveChanged ? 0 : AfterNothing(ready, timeout);
    }

    public override void Signal() => _wake.Signal();

    public override void Dispose() => _wake.Dispose();

    /// <summary>One call; whether it has found ready sockets, or a wake-up.</summary>
    private bool TryCall(Span<ReadySocket> ready, int milliseconds, out int count)
    {
        count = 0;
        if (!Select(milliseconds, errorsOnly: false))
            return false;
        bool woken = _lists.TakeLastRead(_wake.Receiver);
        if (woken)
            _wake.Drain();
        count = Collect(ready);
        if (!woken && count == 0)
            return false;
        _fruitless = 0;
        return true;
    }

    /// <summary>
    /// False when twice in a row another thread closed a socket since the lists were filled, which ends the call before it sleeps. Once is
    /// made good here, since the caller may have no time for another.
    /// </summary>
    private bool Select(int milliseconds, bool errorsOnly) =>
        TrySelect(milliseconds, errorsOnly) || TrySelect(milliseconds, errorsOnly);

    private bool TrySelect(int milliseconds, bool errorsOnly)
    {
        Fill(errorsOnly);
        int entries = _lists.Entries;
        try
        {
            if (errorsOnly)
                _lists.Select(milliseconds);
            else
                _doubts.Select(_lists, milliseconds);
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        catch (Exception exception) when (IsTooMany(exception))
        {
            throw SelectCapacity.Exceeded(_ring.Count, entries, exception);
        }
        catch (SocketException exception) when (IsClosedMeanwhile(exception.SocketErrorCode))
        {
            return false;
        }
        catch (SocketException exception)
        {
            throw new IOException($"Socket.Select failed: {exception.Message}", exception);
        }
    }

    private static bool IsTooMany(Exception exception) =>
        exception is ArgumentOutOfRangeException or SocketException { SocketErrorCode: SocketError.InvalidArgument };

    /// <summary>What Windows says when a handle was closed while a call looked at it, and what ends a call that was cancelled.</summary>
    public static bool IsClosedMeanwhile(SocketError error) =>
        error is SocketError.NotSocket or SocketError.Interrupted or SocketError.OperationAborted;

    private void Fill(bool errorsOnly)
    {
        do
        {
            _lists.Clear();
            _doubts.Clear();
        }
        while (!TryFill(errorsOnly));
        _lists.Add(_wake.Receiver, SocketEvents.Read, errors: false);
    }

    private bool TryFill(bool errorsOnly)
    {
        if (!errorsOnly)
        {
            _doubts.Gather(_ring.Next);
            _doubts.Gather(_ring.Served);
            _doubts.Look();
        }

        if (TryFill(_ring.Next, errorsOnly) && TryFill(_ring.Served, errorsOnly))
            return true;
        _table.SweepAll();
        return false;
    }

    /// <summary>False when there is a closed socket among them, which would make the whole call throw.</summary>
    private bool TryFill(ReadOnlySpan<SocketRegistration> registrations, bool errorsOnly)
    {
        foreach (SocketRegistration registration in registrations)
        {
            if (registration.Handle.IsClosed)
                return false;
            Socket socket = registration.Socket;
            if (errorsOnly)
                _lists.Add(socket, SocketEvents.None, errors: true);
            else
                _lists.Add(socket, _doubts.ToList(registration), !_errorsOfConnectionsShow || socket.SocketType != SocketType.Stream);
        }

        return true;
    }

    private int Collect(Span<ReadySocket> ready)
    {
        int count = Collect(_ring.Next, ready);
        count += Collect(_ring.Served, ready[count..]);
        if (count == ready.Length)
            _ring.SetServed(ready[^1].Registration);
        return count;
    }

    private int Collect(ReadOnlySpan<SocketRegistration> registrations, Span<ReadySocket> ready)
    {
        int count = 0;
        foreach (SocketRegistration registration in registrations)
        {
            if (count == ready.Length || (_lists.IsWalkOver && !_doubts.HaveFound))
                break;
            SocketEvents events = (_lists.Take(registration.Socket, out bool error) | SelectDoubts.Found(registration)) & registration.Interest;
            if (error || events != SocketEvents.None)
                events = Judge(registration, events, error);
            if (events != SocketEvents.None)
                ready[count++] = new ReadySocket(registration, events);
        }

        return count;
    }

    private SocketEvents Judge(SocketRegistration registration, SocketEvents events, bool error)
    {
        // Socket.Select reports a socket that another thread closes during the call as ready.
        if (registration.Handle.IsClosed)
            return SocketEvents.None;
        return error && !IsUrgentDataPending(registration.Socket) ? registration.Interest : events;
    }

    /// <summary>
    /// The list of errors holds sockets with urgent data, too, until these are received, which most programs never do: any peer
    /// could make the loop spin with one byte.
    /// </summary>
    private bool IsUrgentDataPending(Socket socket)
    {
        if (socket.SocketType != SocketType.Stream)
            return false;
        try
        {
            return socket.Receive(_urgent, 0, 1, SocketFlags.OutOfBand | SocketFlags.Peek, out SocketError error) > 0
                && error == SocketError.Success;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>
    /// The call ended before its time with nothing to report. First, an error that was not asked for. Whatever else may do this must
    /// not spin (urgent data, where all are asked for errors): it is waited for with growing breaks.
    /// </summary>
    private int AfterNothing(Span<ReadySocket> ready, TimeSpan timeout)
    {
        int count = 0;
        if (_errorsOfConnectionsShow && Select(0, errorsOnly: true))
        {
            // A wake-up that comes here is left to the next call: it is not drained.
            _lists.TakeLastRead(_wake.Receiver);
            count = Collect(ready);
        }

        if (count == 0)
            Pause(timeout);
        else
            _fruitless = 0;
        return count;
    }

    private void Pause(TimeSpan timeout)
    {
        int pause = 1 << Math.Min(_fruitless++, 6);
        int left = Deadline.CeilingMilliseconds(timeout, pause);
        _wake.Receiver.Poll((left < 0 ? pause : left) * 1000, SelectMode.SelectRead);
    }
}
