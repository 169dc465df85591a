using System.Diagnostics.Metrics;

namespace Tutorial.Net;

/// <summary>
/// The instruments of the meter <c>Tutorial.Net</c>: one set for all servers of the process, told apart by the tag
/// <c>server</c>. Free while nobody listens.
/// </summary>
internal sealed class ServerMetrics : IDisposable
{
    /// <summary>The reason where a connection's address has as many as it may.</summary>
    public const string TooMany = "too_many";

    private static readonly Meter Meter = new("Tutorial.Net");
    private static readonly UpDownCounter<long> Open = Meter.CreateUpDownCounter<long>(
        "line_server.connections", "{connection}", "Connections that are open.");
    private static readonly Counter<long> Ended = Meter.CreateCounter<long>(
        "line_server.connections.ended", "{connection}", "Connections that ended, by reason.");
    private static readonly Counter<long> DroppedOnes = Meter.CreateCounter<long>(
        "line_server.connections.dropped", "{connection}", "Connections closed before the handler heard of them, by reason.");
    private static readonly Counter<long> Lines = Meter.CreateCounter<long>("line_server.lines", "{line}", "Lines and pieces of bytes handled.");
    private static readonly Counter<long> Received = Meter.CreateCounter<long>("line_server.received", "By", "Bytes received.");
    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("line_server.sent", "By", "Bytes sent.");
    private static readonly List<ServerLoop> Loops = [];
    private static int s_lastId;

    private readonly ServerLoop _loop;
    private readonly KeyValuePair<string, object?> _server;

    static ServerMetrics() => Meter.CreateObservableUpDownCounter(
        "line_server.pending", ObservePending, "By", "Bytes written and not yet sent.");

    public ServerMetrics(ServerLoop loop)
    {
        _loop = loop;
        _server = new KeyValuePair<string, object?>("server", Interlocked.Increment(ref s_lastId));
        lock (Loops)
            Loops.Add(loop);
    }

    public void Connected()
    {
        if (Open.Enabled)
            Open.Add(1, _server);
    }

    public void Disconnected(SessionEnd reason)
    {
        if (Open.Enabled)
            Open.Add(-1, _server);
        if (Ended.Enabled)
            Ended.Add(1, _server, new KeyValuePair<string, object?>("reason", Name(reason)));
    }

    public void Dropped(string reason)
    {
        if (DroppedOnes.Enabled)
            DroppedOnes.Add(1, _server, new KeyValuePair<string, object?>("reason", reason));
    }

    public void LinesHandled(int count)
    {
        if (Lines.Enabled && count > 0)
            Lines.Add(count, _server);
    }

    public void BytesReceived(int count)
    {
        if (Received.Enabled)
            Received.Add(count, _server);
    }

    public void BytesSent(long count)
    {
        if (Sent.Enabled && count > 0)
            Sent.Add(count, _server);
    }

    public void Dispose()
    {
        lock (Loops)
            Loops.Remove(_loop);
    }

    public static string Name(SessionEnd reason) => reason switch
    {
        SessionEnd.Closed => "closed",
        SessionEnd.PeerClosed => "peer_closed",
        SessionEnd.PeerReset => "peer_reset",
        SessionEnd.HandlerFailed => "handler_failed",
        SessionEnd.BadLine => "bad_line",
        SessionEnd.BadProxyHeader => "bad_proxy_header",
        SessionEnd.LineTimeout => "line_timeout",
        SessionEnd.IdleTimeout => "idle_timeout",
        SessionEnd.SlowConsumer => "slow_consumer",
        SessionEnd.Overflow => "overflow",
        SessionEnd.Aborted => "aborted",
        _ => "stopped",
    };

    private static List<Measurement<long>> ObservePending()
    {
        ServerLoop[] loops;
        lock (Loops)
            loops = [.. Loops];
        return [.. loops.Select(static loop =>
            new Measurement<long>(loop.Sessions.Snapshot().Sum(static session => session.PendingBytes), loop.Metrics._server))];
    }
}
