using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Tutorial.Net;

/// <summary>What the server logs. Event ids are fixed; bytes of a client's are escaped; what any client can cause at will is
/// Debug.</summary>
internal static partial class ServingLog
{
    private const int MostShown = 64;

    [LoggerMessage(EventId = 501, Level = LogLevel.Information, Message = "Listening on {EndPoint}")]
    public static partial void Listening(ILogger logger, EndPoint? endPoint);

    [LoggerMessage(EventId = 502, Level = LogLevel.Debug, Message = "Session {Session} from {EndPoint} connected")]
    public static partial void Connected(ILogger logger, long session, object? endPoint);

    [LoggerMessage(EventId = 503, Level = LogLevel.Debug, Message = "Session {Session} ended: {Reason}")]
    public static partial void Disconnected(ILogger logger, long session, SessionEnd reason);

    [LoggerMessage(EventId = 504, Level = LogLevel.Error, Message = "The handler failed; session {Session} is closed")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, long session);

    [LoggerMessage(EventId = 505, Level = LogLevel.Error, Message = "A posted action failed")]
    public static partial void PostFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        EventId = 506, Level = LogLevel.Warning, Message = "Accepting on {EndPoint} failed ({Error}); it is tried again in {Milliseconds} ms")]
    public static partial void AcceptFailed(ILogger logger, EndPoint? endPoint, System.Net.Sockets.SocketError error, int milliseconds);

    [LoggerMessage(EventId = 507, Level = LogLevel.Debug, Message = "A connection from {EndPoint} is refused: its address has {Limit} already")]
    public static partial void TooManyOfAddress(ILogger logger, EndPoint? endPoint, int limit);

    [LoggerMessage(
        EventId = 508,
        Message = "A connection from {EndPoint}, one of TrustedProxies, is closed, because it begins with no PROXY header: \"{Bytes}\"")]
    public static partial void BadProxyHeader(ILogger logger, LogLevel level, EndPoint? endPoint, string bytes);

    [LoggerMessage(EventId = 509, Level = LogLevel.Information, Message = "Stopping with {Sessions} sessions")]
    public static partial void Stopping(ILogger logger, int sessions);

    [LoggerMessage(EventId = 510, Level = LogLevel.Warning, Message = "{Sessions} sessions were not done within the drain time and are aborted")]
    public static partial void DrainTimedOut(ILogger logger, int sessions);

    [LoggerMessage(EventId = 511, Level = LogLevel.Error, Message = "Waiting for the clients failed; it is tried again in {Milliseconds} ms")]
    public static partial void WaitFailed(ILogger logger, Exception exception, int milliseconds);

    [LoggerMessage(
        EventId = 512, Level = LogLevel.Debug,
        Message = "Session {Session} gets no broadcast of which its terminator {Terminator} makes two lines")]
    public static partial void BroadcastLeftOut(ILogger logger, long session, LineTerminator terminator);

    [LoggerMessage(EventId = 513, Level = LogLevel.Debug, Message = "A connection was gone before it could be served: {Reason}")]
    public static partial void Gone(ILogger logger, string reason);

    [LoggerMessage(EventId = 514, Level = LogLevel.Warning, Message = "A connection cannot be served, and is closed: {Reason}")]
    public static partial void NotWatched(ILogger logger, string reason);

    /// <summary>The beginning of what a client sent, so that it can be shown anywhere.</summary>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        foreach (byte value in bytes[..Math.Min(bytes.Length, MostShown)])
        {
            if (value is >= 0x20 and < 0x7F and not (byte)'\\')
                text.Append((char)value);
            else
                text.Append("\\x").Append(value.ToString("X2", null));
        }

        return bytes.Length > MostShown ? text.Append("...").ToString() : text.ToString();
    }
}
