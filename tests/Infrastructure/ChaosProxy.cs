using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>
/// The network at its worst, between clients and a server: slices, delays, a limited bandwidth, stalls, resets and half-closes, as
/// a <see cref="ChaosPlan"/> says. It loses and changes nothing by itself.
/// </summary>
internal sealed class ChaosProxy : IDisposable
{
    private readonly EndPoint _server;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly int? _bufferSize;
    private readonly Lock _connecting = new();
    private readonly List<Connection> _connections = [];

    /// <param name="server">Where the connections lead.</param>
    /// <param name="bufferSize">What the buffers of its sockets and of the clients' have for bytes; the system's if null.</param>
    public ChaosProxy(EndPoint server, int? bufferSize = null)
    {
        _server = server;
        _bufferSize = bufferSize;
        _listener.LimitBuffers(bufferSize);
        _listener.Bind(Loopback.AnyPort);
        _listener.Listen();
    }

    /// <summary>The connection that has stood still for longest: nothing has passed, and its client has not left. Null if there is none.
    /// From any thread.</summary>
    public (TimeSpan Time, ChaosPlan Plan)? LongestStandstill
    {
        get
        {
            lock (_connections)
            {
                Forget();
                Connection? longest = _connections.MaxBy(connection => connection.Link.StandsStill);
                return longest is null ? null : (longest.Link.StandsStill, longest.Plan);
            }
        }
    }

    /// <summary>A new connection to the server; from any thread.</summary>
    /// <returns>The client's end, the caller's to dispose of.</returns>
    public Socket Connect(ChaosPlan plan)
    {
        // One at a time: what is accepted is what was connected.
        lock (_connecting)
        {
            Socket client = Open(_listener.LocalEndPoint!);
            ChaosLink link = new(_listener.Accept(), Open(_server), plan);
            lock (_connections)
            {
                Forget();
                _connections.Add(new Connection(client, plan, link, link.RunAsync(_stop.Token)));
            }

            return client;
        }
    }

    /// <summary>Ends every connection, and throws what went wrong in the proxy itself.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        lock (_connections)
            Task.WaitAll([.. _connections.Select(connection => connection.Running)]);
        _stop.Dispose();
    }

    /// <summary>Drops what has ended at both ends. One that failed stays, for <see cref="Dispose"/> to tell.</summary>
    private void Forget() =>
        _connections.RemoveAll(connection => connection.Running.IsCompletedSuccessfully && connection.Client.SafeHandle.IsClosed);

    private Socket Open(EndPoint to)
    {
        Socket socket = new(to.AddressFamily, SocketType.Stream, to is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        socket.LimitBuffers(_bufferSize);
        socket.Connect(to);
        return socket;
    }

    /// <param name="Client">The client's end.</param>
    /// <param name="Plan">What becomes of it.</param>
    /// <param name="Link">Between this and the server's end.</param>
    /// <param name="Running">Its work.</param>
    private sealed record Connection(Socket Client, ChaosPlan Plan, ChaosLink Link, Task Running);
}
