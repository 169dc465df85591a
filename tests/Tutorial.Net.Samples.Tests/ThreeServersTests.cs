using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>One server, written three times: the same to its clients.</summary>
public sealed class ThreeServersTests
{
    [Theory]
    [InlineData("threads")]
    [InlineData("tasks")]
    [InlineData("lineserver")]
    public void Everybody_hears_everybody(string kind)
    {
        using ChildProcess server = Sample.Start("ThreeServers", kind, "0");
        int port = PortOf(server);
        LineConnection[] clients = [.. Enumerable.Range(0, 5).Select(_ => LineConnection.Connect("127.0.0.1", port))];
        // Who has heard himself is there.
        foreach (LineConnection client in clients)
        {
            client.WriteLine("here");
            Assert.Equal("here", client.ReadLine());
        }

        for (int i = 0; i < clients.Length; i++)
        {
            clients[i].WriteLine($"from {i}");
            clients[i].Flush();
            Assert.All(clients, client => Assert.Equal($"from {i}", client.ReadLines().First(line => line != "here")));
        }

        clients[0].Dispose();
        clients[1].WriteLine("last");
        clients[1].Flush();
        Assert.All(clients[1..], client => Assert.Equal("last", client.ReadLine()));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Theory]
    [InlineData("threads")]
    [InlineData("tasks")]
    [InlineData("lineserver")]
    public void A_carriage_return_ends_a_line_too_and_nobody_sends_one_on(string kind)
    {
        using ChildProcess server = Sample.Start("ThreeServers", kind, "0");
        using LineConnection client = LineConnection.Connect("127.0.0.1", PortOf(server));

        client.Writer.Write("a\rb\r\nc\n"u8);

        Assert.Equal(["a", "b", "c"], client.ReadLines().Take(3));
    }

    [Fact]
    public void A_thread_that_lets_go_of_who_does_not_read_ends_nobody_else()
    {
        string kill = Requires.Program("kill");
        using ChildProcess server = Sample.Start("ThreeServers", "threads", "0");
        int port = PortOf(server);
        byte[] line = [.. Enumerable.Repeat((byte)'x', 999), (byte)'\n'];
        using Socket deaf = TcpSocket.Connect("127.0.0.1", port);
        Assert.Throws<SendIncompleteException>(SpeakOnAndOn);

        using LineConnection other = LineConnection.Connect("127.0.0.1", port);
        for (int i = 0; i < 1_000; i++)
        {
            other.WriteLine($"here {i}");
            // The last lines of the one that went may come before it.
            Assert.Equal($"here {i}", other.ReadLines().First(text => text[0] != 'x'));
        }

        using ChildProcess end = new(kill, "-TERM", $"{server.Id}");
        (int exitCode, _, string error) = server.WaitForExit();
        Assert.Equal((0, ""), (exitCode, error));

        void SpeakOnAndOn()
        {
            while (true)
                deaf.SendAll(line, TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public void The_measurement_has_a_row_for_each()
    {
        (int exitCode, string output, string error) = Sample.Run("ThreeServers", "measure", "--clients", "5", "--lines", "20");
        Assert.Equal((0, ""), (exitCode, error));
        string[] rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["server", "threads", "tasks", "lineserver"], rows.Select(row => row.Split(' ')[0]));
    }

    private static int PortOf(ChildProcess server) => IPEndPoint.Parse(server.ReadLine()!["listening on ".Length..]).Port;
}
