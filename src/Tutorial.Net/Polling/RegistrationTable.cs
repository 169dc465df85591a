using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>The registrations of one multiplexer, found by socket, and by the number that a backend gives to the kernel.</summary>
internal sealed class RegistrationTable
{
    private readonly Dictionary<Socket, SocketRegistration> _bySocket = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<nint, SocketRegistration> _byDescriptor = [];
    private readonly Stack<int> _free = new();
    private SocketRegistration?[] _slots = new SocketRegistration?[16];
    private uint _generation;
    private int _sweep;

    /// <summary>Registrations, those of closed sockets that nobody has noticed yet included.</summary>
    public int Count => _bySocket.Count;

    /// <summary>All that were ever taken at once; some may be empty.</summary>
    public ReadOnlySpan<SocketRegistration?> Slots => _slots.AsSpan(0, Count + _free.Count);

    /// <summary>Told of each registration of a closed socket when it is thrown out.</summary>
    public Action<SocketRegistration>? Pruned { get; set; }

    /// <summary>Slot and generation as one number, to give to the kernel and get back with an event.</summary>
    public static ulong Key(SocketRegistration registration) => (ulong)registration.Generation << 32 | (uint)registration.Slot;

    public SocketRegistration? Find(Socket socket)
    {
        if (!_bySocket.TryGetValue(socket, out SocketRegistration? registration) || !registration.Handle.IsClosed)
            return registration;
        Prune(registration);
        return null;
    }

    /// <summary>The registration with this key, or null when it is gone, whoever has its slot now.</summary>
    public SocketRegistration? Find(ulong key)
    {
        SocketRegistration?[] slots = _slots;
        uint slot = (uint)key;
        if (slot >= (uint)slots.Length || slots[slot] is not { } registration)
            return null;
        return registration.Generation == (uint)(key >> 32) ? registration : null;
    }

    /// <summary>As <see cref="Find(Socket)"/>, but the registration of a closed socket is found, too.</summary>
    public bool TryGet(Socket socket, [NotNullWhen(true)] out SocketRegistration? registration) =>
        _bySocket.TryGetValue(socket, out registration);

    /// <summary>The registration of another socket object over the same open descriptor.</summary>
    public SocketRegistration? FindSharing(SocketRegistration registration)
    {
        if (!_byDescriptor.TryGetValue(registration.Descriptor, out SocketRegistration? other))
            return null;
        if (!other.Handle.IsClosed)
            return other;
        // Closed, and its number given to this one since.
        Prune(other);
        return null;
    }

    public void Add(SocketRegistration registration)
    {
        if (!_free.TryPop(out int slot))
        {
            slot = Count;
            if (slot == _slots.Length)
                Array.Resize(ref _slots, slot * 2);
        }

        _bySocket.Add(registration.Socket, registration);
        _byDescriptor[registration.Descriptor] = registration;
        _slots[slot] = registration;
        registration.Slot = slot;
        registration.Generation = ++_generation;
    }

    public void Remove(SocketRegistration registration)
    {
        _bySocket.Remove(registration.Socket);
        _byDescriptor.Remove(registration.Descriptor);
        _slots[registration.Slot] = null;
        _free.Push(registration.Slot);
        registration.Slot = -1;
    }

    public void Prune(SocketRegistration registration)
    {
        Pruned?.Invoke(registration);
        Remove(registration);
    }

    /// <summary>
    /// Looks at the next few slots for closed sockets. No kernel tells of a close, and looking at all in every wait would
    /// make a wait as slow as the number of sockets; this way what is left of a closed one goes within as many waits as there
    /// are slots.
    /// </summary>
    public void Sweep(int slots)
    {
        int end = Slots.Length;
        for (; slots > 0 && end > 0; slots--)
        {
            if (_sweep >= end)
                _sweep = 0;
            if (_slots[_sweep++] is { Handle.IsClosed: true } closed)
                Prune(closed);
        }
    }

    public void SweepAll() => Sweep(Slots.Length);

    public void Clear()
    {
        foreach (SocketRegistration registration in _bySocket.Values)
            registration.Slot = -1;
        _bySocket.Clear();
        _byDescriptor.Clear();
        _free.Clear();
        _slots = [];
    }
}
