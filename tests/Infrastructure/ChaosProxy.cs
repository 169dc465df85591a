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
    private readonly List<Task> _links = [];

    /// <param name="server">Where the connections lead.</param>
    public ChaosProxy(EndPoint server)
    {
        _server = server;
        _listener.Bind(Loopback.AnyPort);
        _listener.Listen();
    }

    /// <summary>A new connection to the server; from any thread.</summary>
    /// <returns>The client's end, the caller's to dispose of.</returns>
    public Socket Connect(ChaosPlan plan)
    {
        lock (_links)
        {
            // One that failed stays, for Dispose to tell.
            _links.RemoveAll(link => link.IsCompletedSuccessfully);
            Socket client = Open(_listener.LocalEndPoint!);
            _links.Add(new ChaosLink(_listener.Accept(), Open(_server), plan).RunAsync(_stop.Token));
            return client;
        }
    }

    /// <summary>Ends every connection, and throws what went wrong in the proxy itself.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        Task.WaitAll(_links);
        _stop.Dispose();
    }

    private static Socket Open(EndPoint to)
    {
        Socket socket = new(to.AddressFamily, SocketType.Stream, to is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        socket.Connect(to);
        return socket;
    }
}
