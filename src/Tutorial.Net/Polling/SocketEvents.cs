namespace Tutorial.Net;

/// <summary>What a socket can be waited for, and what it turned out to be ready for.</summary>
/// <remarks>
/// There is no value for errors: an error arrives as each event that was asked for, because what a program does about it is to
/// receive or to send, and to be told by that call what is wrong. Urgent (out-of-band) data is not an event.
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

    /// <summary>
    /// Nothing more will come: the peer has shut down its sending side, closed or reset, whether or not all that it had sent has
    /// been read. May be waited for alone, to notice that a client goes away while nothing is read from it.
    /// </summary>
    /// <remarks>
    /// <para>
    /// State by state: a peer that shuts down its sending side or closes is this event and <see cref="Read"/>, and so is the receiving
    /// side shut down by this program. A peer that resets, a connect that failed, a socket shut down both ways and a stream socket
    /// that was never connected are <see cref="Write"/> as well. A listening socket never has it. A datagram socket has it only as it
    /// has every event: while an error is to be picked up.
    /// </para>
    /// <para>
    /// It is level-triggered as the others are, and this state does not end: a program that keeps the socket takes the event
    /// out of <see cref="SocketRegistration.Events"/> once it has seen it. Who does not ask for it is not told, and not woken.
    /// </para>
    /// <para>
    /// Linux tells of it at once (EPOLLRDHUP). Elsewhere only the end itself can be seen, after everything before it
    /// has been read.
    /// </para>
    /// </remarks>
    HangUp = 4,
}
