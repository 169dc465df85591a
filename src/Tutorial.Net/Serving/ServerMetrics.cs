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
    private static readonly Counter<long> Ended = Meter.CreateCounter<long>(
        "line_server.connections.ended", "{connection}", "Connections that ended, by reason.");
    private static readonly Counter<long> DroppedOnes = Meter.CreateCounter<long>(
        "line_server.connections.dropped", "{connection}", "Connections closed before the handler heard of them, by reason.");
    private static readonly Counter<long> Lines = Meter.CreateCounter<long>("line_server.lines", "{line}", "Lines and pieces of bytes handled.");
    private static readonly Counter<long> Received = Meter.CreateCounter<long>("line_server.received", "By", "Bytes received.");
    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("line_server.sent", "By", "Bytes sent.");
    private static readonly List<ServerMetrics> Servers = [];
    private static int s_lastId;

    private readonly SessionList _sessions;
    private readonly KeyValuePair<string, object?> _server;

    static ServerMetrics()
    {
        // Observed, so that who begins to listen later is told of those that had connected before.
        Meter.CreateObservableUpDownCounter(
            "line_server.connections", () => Observe(static sessions => sessions.Known), "{connection}", "Connections that are open.");
        Meter.CreateObservableUpDownCounter(
            "line_server.pending", () => Observe(static sessions => sessions.Snapshot().Sum(static session => session.PendingBytes)), "By",
            "Bytes written and not yet sent.");
    }

    public ServerMetrics(SessionList sessions)
    {
        _sessions = sessions;
        _server = new KeyValuePair<string, object?>("server", Interlocked.Increment(ref s_lastId));
        lock (Servers)
            Servers.Add(this);
    }

    public void Disconnected(SessionEnd reason)
    {
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
        lock (Servers)
            Servers.Remove(this);
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
        SessionEnd.Gone => "gone",
        SessionEnd.NotWatched => "not_watched",
        _ => "stopped",
    };

    private static List<Measurement<long>> Observe(Func<SessionList, long> value)
    {
        ServerMetrics[] servers;
        lock (Servers)
            servers = [.. Servers];
        return [.. servers.Select(server => new Measurement<long>(value(server._sessions), server._server))];
    }
}
