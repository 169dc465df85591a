using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>One socket that a wait found ready.</summary>
/// <remarks>
/// A default value, which is what the unused places of a caller's array hold, has no events, and null for the rest.
/// </remarks>
public readonly struct ReadySocket
{
    private readonly SocketEvents _events;

    internal ReadySocket(SocketRegistration registration, SocketEvents events)
    {
        Registration = registration;
        _events = events;
    }

    /// <summary>The registration. Null only in a default value, which no wait hands out.</summary>
    public SocketRegistration Registration { get; }

    /// <summary>
    /// What the socket was found ready for, as far as it is still asked for: never more than
    /// <see cref="SocketRegistration.Events"/> is now. So it is <see cref="SocketEvents.None"/> for a socket that the work on
    /// an earlier one of the same batch has unregistered, paused or closed, and a program that looks at it before it acts
    /// acts on none of these.
    /// </summary>
    public SocketEvents Events => Registration is null ? SocketEvents.None : _events & Registration.Events;

    /// <summary>The ready socket. Null only in a default value.</summary>
    public Socket Socket => Registration?.Socket!;

    /// <summary>What was given at registration, or set since.</summary>
    public object? State => Registration?.State;
}
