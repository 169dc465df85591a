using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// A send that could not hand every byte to the kernel. Says how many it did hand over, and why the rest did not go.
/// </summary>
/// <remarks>
/// What the kernel took is on its way; whether it arrived, no sender can know (tutorial, section 3.1). Since a part of the
/// data is out and the rest is not, the connection is usable only by a caller that can go on from exactly
/// <see cref="BytesSent"/>.
/// </remarks>
public sealed class SendIncompleteException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="bytesSent">How many bytes the kernel took; not negative.</param>
    /// <param name="socketErrorCode">Why the rest did not go.</param>
    /// <param name="message">What went wrong; null makes a message of the other two.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytesSent"/> is negative.</exception>
    public SendIncompleteException(long bytesSent, SocketError socketErrorCode, string? message = null)
        : base(
            message ?? $"The send ended after {bytesSent} bytes: {new SocketException((int)socketErrorCode).Message} ({socketErrorCode}).",
            new SocketException((int)socketErrorCode))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesSent);
        BytesSent = bytesSent;
        SocketErrorCode = socketErrorCode;
    }

    /// <summary>How many bytes the kernel took, from the first on, without a gap.</summary>
    public long BytesSent { get; }

    /// <summary>
    /// Why the rest did not go: <see cref="SocketError.TimedOut"/> when the deadline passed, or when the kernel gave up on a peer
    /// that acknowledges nothing (<c>TCP_USER_TIMEOUT</c>, keep-alive; the message tells which),
    /// <see cref="SocketError.ConnectionReset"/>, <see cref="SocketError.Shutdown"/> or
    /// <see cref="SocketError.ConnectionAborted"/> when the peer is gone, <see cref="SocketError.OperationAborted"/> when the
    /// socket was closed meanwhile.
    /// </summary>
    public SocketError SocketErrorCode { get; }

    /// <param name="sent">What the kernel took.</param>
    /// <param name="total">What it was given.</param>
    /// <param name="error">Why not all.</param>
    /// <param name="passed">The caller's own time limit, if that is what ended it.</param>
    internal static SendIncompleteException Create(long sent, long total, SocketError error, TimeSpan? passed = null)
    {
        string reason = error switch
        {
            SocketError.TimedOut when passed is { } timeout =>
                $"the deadline of {timeout.TotalMilliseconds:0.###} ms passed; the peer reads too slowly or not at all",
            SocketError.OperationAborted => "the socket was closed meanwhile",
            _ => $"{new SocketException((int)error).Message} ({error})",
        };
        return new SendIncompleteException(sent, error, $"Sent {sent} of {total} bytes: {reason}.");
    }
}
