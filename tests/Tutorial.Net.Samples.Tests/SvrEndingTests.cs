using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>What Ctrl+C, and a service manager, do to the remote w and ps.</summary>
public sealed class SvrEndingTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_ends_the_server_once_every_client_has_been_let_go(string signal)
    {
        Requires.Linux();
        using ChildProcess server = Sample.Start("Svr", "0");
        Socket[] clients = Connect(server, 3);
        try
        {
            // They said nothing, and one has its answer and does not close: neither may hold the server up.
            clients[^1].SendAll("who"u8);
            Assert.Equal("only w and ps are served here\n", TextUntilEnd(clients[^1]));
            Send(signal, server);

            (int exitCode, string output, string error) = server.WaitForExit();
            Assert.Equal(0, exitCode);
            foreach (Socket client in clients)
                Assert.Contains($"client is at {client.LocalEndPoint}", output, StringComparison.Ordinal);
            // Each of those without an answer is told of by the task that served it: the server waited for them.
            Assert.Equal(
                clients[..^1].Select(client => $"{client.LocalEndPoint}").Order(),
                error.TrimEnd('\n').Split('\n').Select(line => line[..line.IndexOf(' ', StringComparison.Ordinal)]).Order());
            Assert.All(clients, client => Assert.Equal("", TextUntilEnd(client)));
        }
        finally
        {
            Array.ForEach(clients, client => client.Dispose());
        }
    }

    [Fact]
    public void A_signal_ends_a_server_that_has_no_client()
    {
        Requires.Linux();
        using ChildProcess server = Sample.Start("Svr", "0");
        server.WaitForLine("listening on");
        Send("TERM", server);
        (int exitCode, _, string error) = server.WaitForExit();
        Assert.Equal((0, ""), (exitCode, error));
    }

    private static Socket[] Connect(ChildProcess server, int count)
    {
        int port = int.Parse(server.WaitForLine("listening on").Split(':')[^1], CultureInfo.InvariantCulture);
        var clients = new Socket[count];
        for (int i = 0; i < count; i++)
        {
            clients[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            clients[i].Connect(new IPEndPoint(IPAddress.Loopback, port));
            server.WaitForLine($"client is at {clients[i].LocalEndPoint}");
        }

        return clients;
    }

    private static string TextUntilEnd(Socket client)
    {
        client.ReceiveTimeout = 30_000;
        return string.Concat(client.ReceiveChunks().Select(chunk => Encoding.ASCII.GetString(chunk.Span)));
    }

    private static void Send(string signal, ChildProcess to)
    {
        using var kill = new ChildProcess(Requires.Program("kill"), $"-{signal}", to.Id.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(0, kill.WaitForExit().ExitCode);
    }
}
