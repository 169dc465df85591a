using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Serving;

/// <summary>HAProxy before two servers: who the client is, TLS, health checks, and a server that is taken out under load.</summary>
public sealed class HaProxyTests : IDisposable
{
    private const int LinesEach = 100;

    private readonly ScriptHandler _one = HandlerOf("one");
    private readonly ScriptHandler _two = HandlerOf("two");
    private readonly ListLogger _log = new();
    private readonly TestServer _first;
    private readonly TestServer _second;

    public HaProxyTests()
    {
        _first = Start(_one);
        _second = Start(_two);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData("send-proxy")]
    [InlineData("send-proxy-v2")]
    public void Both_servers_are_healthy_and_learn_the_clients_address(string version)
    {
        using HaProxy proxy = new(_first.EndPoint, _second.EndPoint, version);
        // No client has come yet: these are the checks.
        TestServer.Until(() => _one.ConnectedCount > 1 && _two.ConnectedCount > 1, "no health check");
        Assert.All((string[])["one", "two"], server => Assert.Equal("UP", proxy.StatOf(server, "status")));
        for (int i = 0; i < 4; i++)
        {
            using TestClient client = new(proxy.Plain);
            Assert.EndsWith($" {client.Socket.LocalEndPoint} {proxy.Plain}", client.Ask("where"), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(_log.Entries, entry => entry.Id == 508);
    }

    [Fact]
    public async Task Tls_ends_at_the_proxy()
    {
        using HaProxy proxy = new(_first.EndPoint, _second.EndPoint, "send-proxy-v2");
        using Socket socket = await TcpSocket.ConnectAsync("127.0.0.1", proxy.Encrypted.Port, TestContext.Current.CancellationToken);
        string here = socket.LocalEndPoint!.ToString()!;
        using LineConnection connection = new(socket);
        await connection.StartTlsAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = TestCertificate.IsOurs,
            },
            TestContext.Current.CancellationToken);
        await connection.WriteLineAsync("where", TestContext.Current.CancellationToken);
        string? answer = await connection.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith($" {here} {proxy.Encrypted}", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send-proxy")]
    [InlineData("send-proxy-v2")]
    public void A_server_that_is_drained_and_stopped_under_load_loses_no_line(string version)
    {
        using HaProxy proxy = new(_first.EndPoint, _second.EndPoint, version);
        bool isOver = false;
        int[] rounds = new int[6];
        Task[] clients = [.. rounds.Select((_, number) => Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    AskAll(proxy.Plain, number);
                    Interlocked.Increment(ref rounds[number]);
                }
            },
            TaskCreationOptions.LongRunning))];
        AwaitRounds(clients, rounds, 3);
        Assert.NotEqual("0", proxy.StatOf("one", "stot"));

        Assert.Equal("", proxy.Command("set server lines/one state drain").Trim());
        TestServer.Until(() => proxy.ConnectionsTo("one") == 0, "it does not drain");
        _first.Stop();
        Assert.True(_first.Running.Ends());
        AwaitRounds(clients, rounds, 3);

        Volatile.Write(ref isOver, true);
        Assert.All(clients, client => Assert.True(client.Ends()));
        Assert.DoesNotContain(_one.Ends.Concat(_two.Ends), end => end.Error is not null && !IsReset(end.Error));
    }

    [Fact]
    public void A_server_that_stops_undrained_cuts_no_line_and_new_clients_meet_the_other()
    {
        using HaProxy proxy = new(_first.EndPoint, _second.EndPoint, "send-proxy-v2");
        TestClient[] clients = [.. Enumerable.Range(0, 4).Select(_ => new TestClient(proxy.Plain))];
        TestClient[] ofFirst = [.. clients.Where(client => client.Ask("who").StartsWith("one", StringComparison.Ordinal))];
        Assert.NotEmpty(ofFirst);
        foreach (TestClient client in ofFirst)
            client.Send(string.Concat(Enumerable.Range(0, LinesEach).Select(i => $"{i}\n")));
        _first.Stop();
        Assert.True(_first.Running.Ends());
        foreach (TestClient client in ofFirst)
        {
            string[] lines = Encoding.ASCII.GetString(client.ReadToEnd()).Split('\n');
            Assert.Equal("", lines[^1]);
            Assert.All(lines[..^1].Index(), line => Assert.StartsWith($"one {line.Index} ", line.Item, StringComparison.Ordinal));
        }

        for (int i = 0; i < 4; i++)
        {
            using TestClient client = new(proxy.Plain);
            Assert.StartsWith("two ", client.Ask("who"), StringComparison.Ordinal);
        }

        Array.ForEach(clients, client => client.Dispose());
    }

    private static ScriptHandler HandlerOf(string name) => new()
    {
        Line = (LineSession session, in Line line) => session.WriteLine($"{name} {line} {session.RemoteEndPoint} {session.LocalEndPoint}"),
    };

    private TestServer Start(ScriptHandler handler) =>
        new(handler, new LineServerOptions { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] }, loggerFactory: _log);

    /// <summary>One connection: all lines at once, half of the replies, more lines, the rest, the end.</summary>
    private static void AskAll(IPEndPoint proxy, int number)
    {
        using TestClient client = new(proxy);
        for (int half = 0; half < 2; half++)
        {
            client.Send(string.Concat(Enumerable.Range(0, LinesEach).Select(i => $"{number}-{i}\n")));
            for (int i = 0; i < LinesEach; i++)
                Assert.Contains($" {number}-{i} {client.Socket.LocalEndPoint} ", client.ReadLine(), StringComparison.Ordinal);
        }

        client.ShutDown();
        Assert.Empty(client.ReadToEnd());
    }

    private static void AwaitRounds(Task[] clients, int[] rounds, int more)
    {
        int[] wanted = [.. rounds.Select(count => count + more)];
        TestServer.Until(
            () => clients.Any(client => client.IsFaulted) || rounds.Index().All(round => round.Item >= wanted[round.Index]), "no rounds");
        Assert.All(clients, client => Assert.Null(client.Exception));
    }

    /// <summary>How health checks end.</summary>
    private static bool IsReset(Exception error) =>
        error is IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset } };
}
