namespace Tutorial.Net;

/// <summary>What a socket can be waited for, and what it turned out to be ready for.</summary>
/// <remarks>
/// There is no value for errors, and none for a hang-up: both arrive as the events that were asked for, because what a
/// program does about them is to receive or to send, and to be told by that call what is wrong. Urgent (out-of-band) data is
/// not an event.
/// </remarks>
[Flags]
public enum SocketEvents
{
    /// <summary>Nothing: the registration is kept, the socket is not looked at, and not even a hang-up is reported.</summary>
    None = 0,

    /// <summary>
    /// A receive would not block: there are bytes or a datagram, the peer has finished sending (a receive gives 0), or there
    /// is an error to be picked up. For a listening socket: an accept would not block.
    /// </summary>
    Read = 1,

    /// <summary>
    /// A send would not block: there is room, or there is an error to be picked up. For a socket that connects: the attempt has
    /// ended, well or badly; <see cref="System.Net.Sockets.SocketOptionName.Error"/> says which.
    /// </summary>
    Write = 2,
}
