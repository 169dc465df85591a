using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>Samples that may have fewer descriptors than they want.</summary>
public sealed class DescriptorLimitTests
{
    private const int Descriptors = 150;
    private const int Clients = 200;

    [Theory]
    [InlineData("select", 1_500, "Socket.Select cannot wait for 1000 sockets at once")]
    [InlineData("select", 500, "Too many open files")]
    [InlineData("epoll", 500, "Too many open files")]
    public void More_sockets_than_a_process_may_have_are_one_clear_line(string backend, int descriptors, string message)
    {
        using ChildProcess waiting = StartWithin(descriptors, "Waiting", backend, "--sockets", "1000", "--waits", "1");

        (int exitCode, string output, string error) = waiting.WaitForExit();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith(message, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("StrSvr", "0", "200")]
    [InlineData("UdpEcho", "0", "--clients", "200")]
    public void Clients_that_a_server_has_no_descriptors_for_wait_until_others_go(string sample, params string[] arguments)
    {
        using ChildProcess server = StartWithin(Descriptors, sample, arguments);
        int port = int.Parse(server.WaitForLine("listening on").Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
        Socket[] clients = [.. Enumerable.Range(0, Clients).Select(_ => TcpSocket.Connect("127.0.0.1", port))];
        // Each answer is a turn of the server's, and in each it takes a client or finds that it cannot.
        for (int i = 0; i < Clients; i++)
            Ask(clients[0]);

        Array.ForEach(clients[..^1], client => client.Dispose());

        Ask(clients[^1]);
        clients[^1].Dispose();
        (int exitCode, _, string error) = server.WaitForExit();
        Assert.Equal(0, exitCode);
        Assert.All(error.TrimEnd().Split('\n'), line => Assert.StartsWith("no more clients for now", line, StringComparison.Ordinal));
    }

    private static void Ask(Socket client)
    {
        client.SendAll("x"u8);
        Assert.InRange(client.Receive(new byte[Clients + 2]), 1, Clients + 2);
    }

    private static ChildProcess StartWithin(int descriptors, string sample, params IEnumerable<string> arguments)
    {
        Requires.Linux();
        return new("/bin/sh", "-c", $"ulimit -n {descriptors}; exec '{Sample.Dotnet}' '{Sample.File(sample)}' {string.Join(' ', arguments)}");
    }
}
