using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Serving;

/// <summary>The recipes of <c>docs/serving.md</c>, which are files in <c>docs/snippets</c>, at work.</summary>
[Collection(Alone.Name)]
public sealed class RecipeTests
{
    private static readonly CancellationToken Cancelled = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_starts_the_server_and_drains_it_when_it_stops()
    {
        using IHost host = HostOf(new ScriptHandler { Line = (LineSession session, in Line line) => session.Write(new byte[100_000]) }, Loopback.AnyPort);
        await host.StartAsync(Cancelled);
        HostedLineServer server = host.Services.GetServices<IHostedService>().OfType<HostedLineServer>().Single();
        using TestClient client = new(server.EndPoint!, receiveBuffer: 4_096);
        client.Send("a line\n");
        client.ReadExactly(1);
        Task stopping = host.StopAsync(Cancelled);
        Assert.Equal(99_999, client.ReadToEnd().Length);
        client.Dispose();
        Assert.True(stopping.Ends());
    }

    [Fact]
    public async Task A_host_does_not_start_when_the_port_is_taken()
    {
        using Socket taken = TcpSocket.Listen(Loopback.AnyPort);
        using IHost host = HostOf(new ScriptHandler(), (IPEndPoint)taken.LocalEndPoint!);
        await Assert.ThrowsAsync<SocketException>(() => host.StartAsync(Cancelled));
    }

    [Fact]
    public void The_figures_can_be_scraped()
    {
        using ServerFigures figures = new();
        using TestServer server = new(new ScriptHandler());
        TestClient client = server.Connect();
        Assert.Equal("hello", client.Ask("hello"));
        Assert.Equal("again", client.Ask("again"));
        server.Connect().Reset();
        TestServer.Until(() => figures.Read().Contains("reason=", StringComparison.Ordinal));
        string text = System.Text.RegularExpressions.Regex.Replace(figures.Read(), "server=\"[0-9]+\"", "server");
        Assert.Equal(
            """
            line_server_connections_ended{server,reason="peer_reset"} 1
            line_server_connections{server} 1
            line_server_lines{server} 2
            line_server_pending{server} 0
            line_server_received{server} 12
            line_server_sent{server} 12

            """,
            text);
        server.Server.Dispose();
        Assert.True(server.Running.Ends());
        Assert.DoesNotContain("line_server_connections{", figures.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_that_was_passed_is_listened_on()
    {
        Requires.Linux();
        Assert.Empty(PassedSockets.Take());
        Socket opened = TcpSocket.Listen(Loopback.AnyPort);
        EndPoint endPoint = opened.LocalEndPoint!;
        using TestServer server = new(new ScriptHandler());
        foreach (Socket passed in PassedSockets.Take((int)opened.SafeHandle.DangerousGetHandle(), 1))
            server.Server.Listen(passed);
        using TestClient client = new(endPoint);
        Assert.Equal("x", client.Ask("x"));
        // The descriptor belongs to the server's socket now.
        opened.SafeHandle.SetHandleAsInvalid();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Several_servers_share_a_port_or_are_dealt_to(bool share)
    {
        Requires.Linux();
        ScriptHandler[] handlers = [new(), new(), new()];
        LineServer[] servers = [.. handlers.Select(handler => new LineServer(handler, new LineServerOptions { ReusePort = share }))];
        using CancellationTokenSource stop = new();
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        EndPoint endPoint = share ? SeveralLoops.Share(servers, Loopback.AnyPort) : listener.LocalEndPoint!;
        Task[] running = [.. servers.Select(server => server.RunAsync(stop.Token))];
        Task dealing = share ? Task.CompletedTask : SeveralLoops.DealAsync(listener, servers, 1_000, stop.Token);
        int clients = 0;
        // The kernel deals by hash: sooner or later each has one.
        while (clients < 300 && handlers.Any(handler => handler.ConnectedCount == 0))
        {
            using TestClient client = new(endPoint);
            Assert.Equal("x", client.Ask("x"));
            clients++;
        }

        Assert.True(share || clients == 3);
        Assert.All(handlers, handler => Assert.NotEqual(0, handler.ConnectedCount));
        stop.Cancel();
        Assert.True(Task.WhenAll(running).Ends());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => share ? Task.FromCanceled(stop.Token) : dealing);
        Array.ForEach(servers, server => server.Dispose());
    }

    [Fact]
    public async Task Who_deals_goes_on_without_a_server_that_has_ended_and_waits_while_there_are_enough_clients()
    {
        const int Most = 20, Clients = 50;
        ScriptHandler[] handlers = [new(), new()];
        LineServer[] servers = [.. handlers.Select(static handler => new LineServer(handler))];
        using CancellationTokenSource stop = new();
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort, Clients);
        Task[] running = [.. servers.Select(server => server.RunAsync(stop.Token))];
        servers[0].Dispose();
        Assert.True(running[0].Ends());
        Task dealing = SeveralLoops.DealAsync(listener, servers, Most, stop.Token);
        List<TestClient> clients = [.. Enumerable.Range(0, Clients).Select(_ => new TestClient(listener.LocalEndPoint!))];
        TestServer.Until(() => handlers[1].ConnectedCount >= Most);
        TestClient last = clients[^1];
        last.Send("x\n");
        Assert.False(last.Socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectRead));
        Assert.Equal(Most, handlers[1].ConnectedCount);
        clients.GetRange(0, Clients - 1).ForEach(static client => client.Dispose());
        Assert.Equal("x", last.ReadLine());
        servers[1].Dispose();
        Assert.True(running[1].Ends());
        // The next that comes finds no server, and ends the dealing.
        using (TestClient late = new(listener.LocalEndPoint!))
            Assert.True(dealing.Ends());
        last.Dispose();
    }

    [Fact]
    public void The_page_shows_the_recipes_as_they_are()
    {
        string page = File.ReadAllText(Path.Combine(Requires.RepositoryRoot, "docs", "serving.md"));
        string folder = Path.Combine(Requires.RepositoryRoot, "docs", "snippets");
        string[] recipes = ["HostedLineServer", "PassedSockets", "ServerFigures", "SeveralLoops"];
        Assert.All(recipes, name => Assert.Contains("```c#\n" + File.ReadAllText(Path.Combine(folder, name + ".cs")) + "```\n", page, StringComparison.Ordinal));
    }

    private static IHost HostOf(ILineHandler handler, IPEndPoint endPoint)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddHostedService(services => new HostedLineServer(handler, endPoint, services.GetRequiredService<ILoggerFactory>()));
        return builder.Build();
    }
}
