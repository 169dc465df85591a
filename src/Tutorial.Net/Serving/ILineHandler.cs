using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>What a <see cref="LineServer"/> does with its clients: one object for all of them.</summary>
/// <remarks>
/// <para>
/// All members are called on the server's one thread, one at a time: state needs no lock, and a call that blocks holds
/// every client up. What takes its time belongs into an <see cref="AsyncLineHandler"/>, or on another thread, which may write to the
/// session.
/// </para>
/// <para>
/// A call that throws ends its own session and no other: replies written so far are sent, <see cref="OnDisconnected"/> gets the
/// exception, and it is logged.
/// </para>
/// <para>The smallest one:</para>
/// <code>
/// sealed class Echo : ILineHandler
/// {
///     public void OnLine(LineSession session, in Line line) => session.WriteLine(line.Span);
/// }
/// </code>
/// </remarks>
/// <example>
/// <code>
/// var lines = new LineOptions { Terminator = LineTerminator.Universal }; // no line holds a break, so each can be sent back
/// using var server = new LineServer(new Echo(), new LineServerOptions { Lines = lines });
/// server.Listen(new IPEndPoint(IPAddress.Loopback, 2000));
/// server.Run(cancellationToken);
/// </code>
/// </example>
[SuppressMessage(
    "Naming", "CA1716:Identifiers should not match keywords", Justification = "Error is a keyword of VB alone, and can be escaped there.")]
public interface ILineHandler
{
    /// <summary>
    /// A client has come; from a trusted proxy, after its header. Called before any other member with this session.
    /// </summary>
    /// <param name="session">The client, to write to, to remember, to close.</param>
    void OnConnected(LineSession session)
    {
    }

    /// <summary>A line has come.</summary>
    /// <param name="session">The client.</param>
    /// <param name="line">
    /// The line, valid until the call returns. Its <see cref="Line.Ending"/> is <see cref="LineEnding.None"/> when the client ended its
    /// stream inside it. It is handed out, since no byte is dropped and <c>printf quit | nc</c> means it; but it may be a command cut
    /// off, so that a handler to which that matters looks at the ending first. After a reset nothing of the kind comes.
    /// </param>
    void OnLine(LineSession session, in Line line);

    /// <summary>Bytes that <see cref="LineSession.ReadBytes"/> asked for have come.</summary>
    /// <param name="session">The client.</param>
    /// <param name="bytes">A piece of them, as long as what came; valid until the call returns.</param>
    /// <param name="isLast">Whether these are the last: lines follow.</param>
    void OnBytes(LineSession session, ReadOnlySpan<byte> bytes, bool isLast)
    {
    }

    /// <summary>The client is gone, for whatever reason. Called exactly once for each <see cref="OnConnected"/>, as the last of the
    /// calls.</summary>
    /// <param name="session">The client; using it does nothing any more.</param>
    /// <param name="error">
    /// Null after an orderly end, by either side, by <see cref="LineSession.Abort"/> or by the end of the server. Otherwise an
    /// <see cref="IOException"/> when the connection broke or <see cref="LineServerOptions.HardPendingBytes"/> was passed, a
    /// <see cref="TimeoutException"/> for a limit of time, <see cref="LineTooLongException"/> or <see cref="LineFormatException"/> for
    /// a line, an <see cref="EndOfStreamException"/> when the stream ended inside bytes that were asked for, or what the handler threw.
    /// </param>
    void OnDisconnected(LineSession session, Exception? error)
    {
    }
}
