using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>One socket registered with one <see cref="SocketMultiplexer"/>: the socket, what it is waited for, and the caller's
/// state.</summary>
/// <remarks>
/// Disposing it unregisters the socket and does not close it. Like the multiplexer's members these are for the thread that
/// waits; only <see cref="State"/> and <see cref="Socket"/> are plain properties that any thread may read.
/// </remarks>
public sealed class SocketRegistration : IDisposable
{
    private readonly SocketMultiplexer _owner;

    internal SocketRegistration(SocketMultiplexer owner, Socket socket, SocketEvents events, object? state)
    {
        _owner = owner;
        Socket = socket;
        Handle = socket.SafeHandle;
        Descriptor = Handle.DangerousGetHandle();
        Interest = events;
        State = state;
    }

    /// <summary>The registered socket. It belongs to whoever made it.</summary>
    public Socket Socket { get; }

    /// <summary>
    /// What the socket is waited for. Setting it takes effect with the next wait, and for what the last one returned, too:
    /// see <see cref="ReadySocket.Events"/>. <see cref="SocketEvents.None"/> pauses the socket. Reads as
    /// <see cref="SocketEvents.None"/> once the socket is unregistered or closed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value has a bit that <see cref="SocketEvents"/> does not define.</exception>
    /// <exception cref="ObjectDisposedException">Set after the socket was unregistered, or closed: then nothing stays
    /// registered.</exception>
    /// <exception cref="InvalidOperationException">Set while another thread is in a wait of the multiplexer; or the kernel's limit on
    /// watched sockets is reached: then the socket is no longer registered.</exception>
    /// <exception cref="IOException">The kernel has no memory for the change; the socket is no longer registered.</exception>
    public SocketEvents Events
    {
        get => IsRegistered ? Interest : SocketEvents.None;
        set => _owner.Modify(this, value);
    }

    /// <summary>Whatever the caller wants to find again with the ready socket; never looked at here.</summary>
    public object? State { get; set; }

    /// <summary>
    /// Whether the socket is still registered by this registration, and open. What to ask when one batch of ready sockets is
    /// worked through and the work on one socket may unregister or close another.
    /// </summary>
    public bool IsRegistered => Slot >= 0 && !Handle.IsClosed;

    /// <summary>The socket's handle, kept because a closed socket is recognised by it without an exception.</summary>
    internal SafeSocketHandle Handle { get; }

    /// <summary>The handle's number, good to compare with; another socket's once this one is closed.</summary>
    internal nint Descriptor { get; }

    /// <summary>What was asked for, whether or not the socket is still open.</summary>
    internal SocketEvents Interest { get; set; }

    /// <summary>The place in the <see cref="RegistrationTable"/>; -1 when not (or no longer) in it.</summary>
    internal int Slot { get; set; } = -1;

    /// <summary>Tells this registration from an earlier one at the same place or of the same descriptor.</summary>
    internal uint Generation { get; set; }

    /// <summary>Where the backend keeps it; the backend's own.</summary>
    internal int BackendIndex { get; set; }

    /// <summary>What <see cref="HangUpProbe"/> saw last; the Select backend's own.</summary>
    internal ProbedState Probed { get; set; }

    /// <summary>Unregisters the socket. Does nothing when that has happened already, or the multiplexer is disposed.</summary>
    /// <exception cref="InvalidOperationException">Another thread is in a wait of the multiplexer.</exception>
    public void Dispose() => _owner.End(this);
}
