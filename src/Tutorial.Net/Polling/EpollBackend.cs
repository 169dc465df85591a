using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Tutorial.Net;

/// <summary>epoll(7): the kernel keeps the set, and a wait costs what the ready sockets cost.</summary>
/// <remarks>
/// The kernel takes a descriptor out of the set when the last copy of it is closed, which is how a closed socket leaves. It is
/// never taken out by number afterwards, because the number may be another socket's by then. Should a copy live on (another
/// process inherited it, somebody called dup), its events keep coming under the key of a registration that is gone, and no
/// call can end that: the set is built anew.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class EpollBackend : PollingBackend
{
    /// <summary>No registration's key: its slot would be beyond any array.</summary>
    private const ulong WakeKey = ulong.MaxValue;

    private readonly RegistrationTable _table;
    private readonly SafeFileHandle _wake;
    private SafeFileHandle _epoll;
    private byte[] _events = GC.AllocateUninitializedArray<byte>(64 * Epoll.EventSize, pinned: true);
    private int _staleWaits;

    public EpollBackend(RegistrationTable table)
    {
        _table = table;
        _wake = Own(Epoll.EventFd(0, Epoll.EventFdCloseOnExec | Epoll.EventFdNonBlock), "eventfd");
        try
        {
            _epoll = CreateSet();
        }
        catch
        {
            _wake.Dispose();
            throw;
        }
    }

    public override MultiplexerBackend Kind => MultiplexerBackend.Epoll;

    /// <summary>How often the set was built anew.</summary>
    public int Rebuilds { get; private set; }

    public override void Add(SocketRegistration registration) => Control(_epoll, Epoll.Add, registration);

    public override void Modify(SocketRegistration registration) => Control(_epoll, Epoll.Modify, registration);

    public override void Remove(SocketRegistration registration)
    {
        if (registration.Handle.IsClosed)
            return;
        try
        {
            // The marshaller holds the handle for the time of the call, and throws if it is closed: a number that is no longer
            // this socket's is never passed.
            Epoll.Control(_epoll, Epoll.Delete, registration.Handle, null);
        }
        catch (ObjectDisposedException)
        {
            // Closed by another thread just now: it has left the set by itself.
        }
    }

    public override int Wait(Span<ReadySocket> ready, TimeSpan timeout)
    {
        int capacity = Math.Min(ready.Length, _table.Count + 1);
        if (_events.Length < capacity * Epoll.EventSize)
            _events = GC.AllocateUninitializedArray<byte>(capacity * 2 * Epoll.EventSize, pinned: true);

        bool stale = false;
        int count = Look(ready, capacity, timeout, ref stale, out bool isFull);
        // A wake-up, or what is nobody's, had all the places: those that are ready are still behind it in the kernel's queue.
        if (count == 0 && isFull)
            count = Look(ready, capacity, TimeSpan.Zero, ref stale, out _);
        NoteStale(stale);
        return count;
    }

    public override void Signal()
    {
        ulong one = 1;
        try
        {
            Epoll.Write(_wake, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The multiplexer was disposed meanwhile: nobody is left to be woken.
        }
    }

    public override void Dispose()
    {
        _epoll.Dispose();
        _wake.Dispose();
    }

    private static SafeFileHandle Own(int descriptor, string call) =>
        descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Epoll.Error(call);

    /// <summary>One call. <paramref name="isFull"/>: no place was left, and there may be more.</summary>
    private int Look(Span<ReadySocket> ready, int capacity, TimeSpan timeout, ref bool stale, out bool isFull)
    {
        byte* events = (byte*)Unsafe.AsPointer(ref _events[0]);
        int found = Epoll.Wait(_epoll, events, capacity, timeout);
        isFull = found == capacity;
        int count = 0;
        for (byte* end = events + (found * Epoll.EventSize); events < end; events += Epoll.EventSize)
        {
            ulong key = Epoll.Key(events);
            SocketRegistration? registration = _table.Find(key);
            if (registration is null || registration.Handle.IsClosed)
                stale |= Forget(registration, key);
            else
                ready[count++] = new ReadySocket(registration, Epoll.ToSocketEvents(Epoll.Bits(events)) & registration.Interest);
        }

        return count;
    }

    /// <summary>An event of a socket that is closed or no longer registered; not of the wake-up.</summary>
    private bool Forget(SocketRegistration? registration, ulong key)
    {
        if (registration is not null)
            _table.Prune(registration);
        return key != WakeKey;
    }

    /// <summary>
    /// One stale event is a socket closed by another thread just now. The same again in the next wait is a copy of the
    /// descriptor, and would make every wait return at once.
    /// </summary>
    private void NoteStale(bool stale)
    {
        _staleWaits = stale ? _staleWaits + 1 : 0;
        if (_staleWaits >= 2)
            Rebuild();
    }

    /// <summary>Should the kernel refuse, the old set stays: no socket that is open is ever left out.</summary>
    /// <exception cref="IOException">The kernel refuses for now: for a moment there are twice the watches.</exception>
    private void Rebuild()
    {
        SafeFileHandle rebuilt = CreateSet();
        try
        {
            foreach (SocketRegistration? registration in _table.Slots)
            {
                if (registration is { IsRegistered: true, Interest: not SocketEvents.None })
                    AddIfOpen(rebuilt, registration);
            }
        }
        catch (Exception exception)
        {
            rebuilt.Dispose();
            if (exception is InvalidOperationException)
                throw new IOException($"The set of sockets could not be built anew: {exception.Message}", exception);
            throw;
        }

        _epoll.Dispose();
        _epoll = rebuilt;
        Rebuilds++;
    }

    private void AddIfOpen(SafeFileHandle epoll, SocketRegistration registration)
    {
        try
        {
            Control(epoll, Epoll.Add, registration);
        }
        catch (InvalidOperationException exception) when (exception is ObjectDisposedException || Epoll.IsNoDescriptor)
        {
            // Closed by another thread just now, and the next waits throw it out of the table; or by its number, behind its back.
        }
    }

    private SafeFileHandle CreateSet()
    {
        SafeFileHandle epoll = Own(Epoll.Create(Epoll.CloseOnExec), "epoll_create1");
        byte* wanted = stackalloc byte[Epoll.EventSize];
        // Edge-triggered, so that the counter need not be read: each write to it is one event.
        Epoll.Fill(wanted, Epoll.In | Epoll.EdgeTriggered, WakeKey);
        if (Epoll.Control(epoll, Epoll.Add, _wake, wanted) == 0)
            return epoll;
        IOException error = Epoll.Error("epoll_ctl");
        epoll.Dispose();
        throw error;
    }

    private void Control(SafeFileHandle epoll, int operation, SocketRegistration registration)
    {
        byte* wanted = stackalloc byte[Epoll.EventSize];
        Epoll.Fill(wanted, Epoll.FromSocketEvents(registration.Interest), RegistrationTable.Key(registration));
        int result = Epoll.Control(epoll, operation, registration.Handle, wanted);
        // A Socket object that does not own its descriptor was closed, and the descriptor, still in the set, has another one now.
        if (result != 0 && operation == Epoll.Add && Epoll.IsAlreadyThere)
            result = Epoll.Control(epoll, Epoll.Modify, registration.Handle, wanted);
        if (result != 0)
            throw Epoll.ControlError(_table.Count);
    }
}
