using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>NetStat beside sockets that the tests made, so that what it must show is known.</summary>
public sealed class NetStatTests
{
    [Fact]
    public void A_listener_is_found_by_its_port_with_its_state_and_its_process()
    {
        Requires.Linux();
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);

        string[] row = Assert.Single(Rows("--port", $"{listener.Port()}", "--listening"));

        Assert.Equal(["tcp", "0", "0", $"127.0.0.1:{listener.Port()}", "0.0.0.0:*", "LISTEN"], row[..6]);
        Assert.StartsWith($"{Environment.ProcessId}/", row[6], StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_is_shown_from_both_ends_with_what_nobody_has_read()
    {
        Requires.Linux();
        (Socket client, Socket server) = Loopback.Pair();
        using (client)
        using (server)
        {
            client.SendAll(new byte[1234]);

            string[][] rows = Rows("--process", $"{Environment.ProcessId}", "--port", $"{client.Port()}");

            Assert.Equal(2, rows.Length);
            Assert.All(rows, row => Assert.Equal("ESTABLISHED", row[5]));
            Assert.Equal("1234", Assert.Single(rows, row => row[3] == $"127.0.0.1:{server.Port()}")[1]);
            Assert.Equal($"127.0.0.1:{server.Port()}", Assert.Single(rows, row => row[3] == $"127.0.0.1:{client.Port()}")[4]);
        }
    }

    [Fact]
    public void A_datagram_socket_and_a_Unix_socket_are_shown()
    {
        Requires.Linux();
        using var datagram = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        datagram.Bind(Loopback.AnyPort);
        string path = Path.Combine(Path.GetTempPath(), $"netstat-{Guid.NewGuid():N}");
        using Socket unix = UnixSocket.Listen(path);

        Assert.Equal(["udp", "-"], Assert.Single(Rows("--port", $"{datagram.Port()}", "--listening"))[0..6].Where((_, i) => i is 0 or 5));
        Assert.Equal("LISTEN", Assert.Single(Rows("--protocol", "unix", "--process", $"{Environment.ProcessId}", "--listening"), row => row[3] == path)[5]);
    }

    [Fact]
    public void A_process_cannot_write_on_the_terminal_with_its_name()
    {
        Requires.Linux();
        using ChildProcess hostile = Python.Start("""
            import socket
            s = socket.create_server(("127.0.0.1", 0))
            open("/proc/self/comm", "w").write("\x1b[31m a\nb")
            print("port", s.getsockname()[1])
            input()
            """);
        string port = hostile.WaitForLine("port").Split(' ')[1];

        (_, string output, _) = Sample.Run("NetStat", "--port", port, "--listening");

        Assert.EndsWith($@"{hostile.Id}/\x1b[31m a\nb", output.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', output);
    }

    [Fact]
    public void DotNets_own_tables_find_a_listener_too_and_what_they_lack_is_said()
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);

        (int exitCode, string output, string error) = Sample.Run("NetStat", "--source", "runtime", "--port", $"{listener.Port()}");

        Assert.Equal(0, exitCode);
        Assert.Matches($@"(?m)^tcp +- +- +127\.0\.0\.1:{listener.Port()} +- +LISTEN +-\r?$", output);
        Assert.StartsWith(".NET's own tables tell neither queues nor processes", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Watching_tells_what_comes_and_what_goes()
    {
        Requires.Linux();
        int port = Loopback.ClosedPort();
        using ChildProcess netStat = Sample.Start("NetStat", "--watch", "1", "--port", $"{port}");
        netStat.WaitForLine("Proto");

        using (Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, port)))
            Assert.StartsWith("+ tcp", netStat.WaitForLine($"127.0.0.1:{port}  0.0.0.0:*  LISTEN"), StringComparison.Ordinal);
        Assert.StartsWith("- tcp", netStat.WaitForLine($"127.0.0.1:{port}  0.0.0.0:*  LISTEN"), StringComparison.Ordinal);

        using var interrupt = new ChildProcess(Requires.Program("kill"), "-INT", $"{netStat.Id}");
        Assert.Equal((0, ""), (netStat.WaitForExit().ExitCode, netStat.WaitForExit().Error));
    }

    [Fact]
    public void Nothing_as_asked_for_is_one_line_and_exit_code_1() =>
        Assert.Equal((1, "", $"No socket is as asked for.{Environment.NewLine}"), Sample.Run("NetStat", "--port", $"{Loopback.ClosedPort()}", "--process", $"{Environment.ProcessId}"));

    [Theory]
    [InlineData("--port", "0", "--port is a whole number from 1 to 65535, not '0'.")]
    [InlineData("--port", "80,x", "--port is a whole number from 1 to 65535, not 'x'.")]
    [InlineData("--protocol", "tcp,sctp", "--protocol is tcp, udp or unix, not 'sctp'.")]
    [InlineData("--watch", "0", "--watch is a whole number from 1 to 3600, not '0'.")]
    public void Wrong_usage_is_one_line(string option, string value, string message) =>
        Assert.Equal((2, "", $"{message} See --help.{Environment.NewLine}"), Sample.Run("NetStat", option, value));

    [Theory]
    [InlineData("bogus")]
    [InlineData("1")] // the number of one
    [InlineData("7")]
    public void A_source_that_there_is_not_is_wrong_usage(string source) => Assert.Equal(
        (2, "", $"--source is proc or runtime, not '{source}'. See --help.{Environment.NewLine}"),
        Sample.Run("NetStat", "--source", source, "--process", "1"));

    [Fact]
    public void A_process_that_the_tables_do_not_tell_is_wrong_usage() => Assert.Equal(
        (2, "", $"--process needs --source proc: .NET's own tables do not tell whose a socket is. See --help.{Environment.NewLine}"),
        Sample.Run("NetStat", "--source", "runtime", "--process", "1"));

    private static string[][] Rows(params IEnumerable<string> arguments)
    {
        (int exitCode, string output, string error) = Sample.Run("NetStat", arguments);
        Assert.True(exitCode == 0, error);
        return [.. output.TrimEnd().Split('\n').Skip(1).Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
    }
}
