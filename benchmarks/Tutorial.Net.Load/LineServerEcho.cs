using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Tutorial.Net.Load;

/// <summary>The echo server as a user of <see cref="LineServer"/> writes it, on one thread or on several.</summary>
/// <param name="Servers">How many, each with a thread of its own.</param>
/// <param name="IsDealt">Whether one acceptor deals the connections to them; otherwise they share the port, and the kernel deals.</param>
/// <param name="SpinTime">Of each.</param>
/// <param name="Hashes">What a line costs before it goes back: SHA-256 of it, so many times.</param>
internal sealed record LineServerEcho(int Servers, bool IsDealt, TimeSpan SpinTime, int Hashes)
{
    public async Task RunAsync()
    {
        using CancellationTokenSource stop = new();
        LineServerOptions options = new() { SpinTime = SpinTime, ReusePort = Servers > 1 && !IsDealt };
        LineServer[] servers = [.. Enumerable.Range(0, Servers).Select(_ => new LineServer(new Handler(Hashes), options))];
        EndPoint endPoint = IsDealt ? Deal(servers) : Listen(servers);
        Task running = Task.WhenAll(servers.Select(server => server.RunAsync(stop.Token)));
        await EchoServers.ServeAsync(((IPEndPoint)endPoint).Port).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    private static EndPoint Listen(LineServer[] servers)
    {
        EndPoint endPoint = new IPEndPoint(IPAddress.Loopback, 0);
        foreach (LineServer server in servers)
            endPoint = server.Listen(endPoint);
        return endPoint;
    }

    private static EndPoint Deal(LineServer[] servers)
    {
        Socket listener = TcpSocket.Listen(0, backlog: 4096);
        Thread acceptor = new(() =>
        {
            int next = 0;
            foreach (Socket connection in listener.AcceptAll())
                servers[next++ % servers.Length].Adopt(connection);
        })
        {
            IsBackground = true,
        };
        acceptor.Start();
        return listener.LocalEndPoint!;
    }

    private sealed class Handler(int hashes) : ILineHandler
    {
        public void OnLine(LineSession session, in Line line)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            for (int i = 0; i < hashes; i++)
                SHA256.HashData(line.Span, hash);
            session.WriteLine(line.Span);
        }
    }
}
