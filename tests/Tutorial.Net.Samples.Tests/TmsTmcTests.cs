using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The samples against each other and against Python programs that do what the tutorial's section 2 does.</summary>
public sealed class TmsTmcTests
{
    private const string PythonServer = """
        import socket, sys
        listener = socket.create_server(("127.0.0.1", 0))
        print("port", listener.getsockname()[1])
        peer, address = listener.accept()
        print("client is at", address)
        text = peer.recv(1000000)
        input()
        peer.sendall(text * 10000)
        peer.close()
        """;

    private const string PythonClient = """
        import socket, sys
        peer = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        peer.send(sys.argv[3].encode())
        received = b""
        while True:
            chunk = peer.recv(1000000)
            if not chunk:
                break
            print("received", len(chunk), "bytes")
            received += chunk
        print("all right" if received == sys.argv[3].encode() * 10000 else "wrong")
        """;

    [Theory]
    [InlineData("abc", 30_000)]
    [InlineData("grüße", 70_000)]
    [InlineData("@abc", 40_000)] // not a response file
    public void The_client_gets_every_copy_once_Enter_is_pressed(string text, int total)
    {
        using ChildProcess server = Sample.Start("Tms", "0");
        string port = server.WaitForLine("listening on").Split(':')[^1];
        using ChildProcess client = Sample.Start("Tmc", "localhost", port, text);
        server.WaitForLine("client is at 127.0.0.1:");
        server.WaitForLine("press Enter");

        server.Input.WriteLine();

        (int exitCode, string output, string error) = client.WaitForExit();
        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith(text, output, StringComparison.Ordinal);
        Assert.Contains($"received {total} bytes in all", output, StringComparison.Ordinal);
        (exitCode, output, _) = server.WaitForExit();
        Assert.Equal(0, exitCode);
        Assert.Contains($"sent {total} bytes in 10000 sends", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_server_sends_as_many_copies_as_asked_for_and_the_client_sees_no_chunk_above_its_buffer()
    {
        using ChildProcess server = Sample.Start("Tms", "0", "--copies", "333333", "--batch", "40000", "--bind", "127.0.0.1");
        string port = server.WaitForLine("listening on").Split(':')[^1];
        using ChildProcess client = Sample.Start("Tmc", "127.0.0.1", port, "\u001b[31m7", "--buffer-size", "100000");
        Assert.Contains("in 9 sends", server.WaitForExit().Output, StringComparison.Ordinal); // the end of its input is as good as Enter

        string output = client.WaitForExit().Output;

        Assert.Contains("received 1999998 bytes in all", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.Contains(@"\x1b[31m7\x1b[31m7", output, StringComparison.Ordinal);
        Assert.All(
            output.Split('\n').Where(line => line.StartsWith("received", StringComparison.Ordinal) && line.TrimEnd().EndsWith("bytes", StringComparison.Ordinal)),
            line => Assert.InRange(int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), 1, 100_000));
        Assert.Equal(5, output.Split('\n').Count(line => line.StartsWith(@"\x1b", StringComparison.Ordinal) || line.Contains("more bytes", StringComparison.Ordinal)));
    }

    [Fact]
    public void Pythons_client_gets_every_copy_from_our_server()
    {
        Requires.Python();
        using ChildProcess server = Sample.Start("Tms", "0");
        string port = server.WaitForLine("listening on").Split(':')[^1];
        using ChildProcess client = Python.Start(PythonClient, "127.0.0.1", port, "abc");
        server.WaitForLine("press Enter");
        server.Input.WriteLine();

        client.WaitForLine("all right");
    }

    [Fact]
    public void Our_client_gets_every_copy_from_Pythons_server()
    {
        using ChildProcess server = Python.Start(PythonServer);
        string port = server.WaitForLine("port").Split(' ')[^1];
        using ChildProcess client = Sample.Start("Tmc", "127.0.0.1", port, "abc");
        server.WaitForLine("client is at");
        server.Input.WriteLine();

        (int exitCode, string output, _) = client.WaitForExit();
        Assert.Equal(0, exitCode);
        Assert.Contains("received 30000 bytes in all", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "PORT is a whole number from 0 to 65535, not '70000'", "Tms", "70000")]
    [InlineData(2, "PORT is a whole number from 0 to 65535, not 'x'", "Tms", "x")]
    [InlineData(2, "--help", "Tms")]
    [InlineData(2, "'nowhere' is not an IP address", "Tms", "0", "--bind", "nowhere")]
    [InlineData(2, "--copies is a whole number from 1 to 1000000000, not '0'", "Tms", "0", "--copies", "0")]
    [InlineData(1, "192.0.2.1 is not an address of this machine", "Tms", "0", "--bind", "192.0.2.1")]
    [InlineData(2, "PORT is a whole number from 1 to 65535, not '0'", "Tmc", "localhost", "0", "abc")]
    [InlineData(2, "TEXT must not be empty", "Tmc", "localhost", "80", "")]
    [InlineData(2, "HOST must not be empty", "Tmc", "", "80", "abc")]
    [InlineData(2, "--help", "Tmc", "localhost")]
    [InlineData(1, "the name does not resolve", "Tmc", "no-such-host.invalid", "2000", "abc")]
    public void A_users_mistake_is_one_clear_line(int exitCode, string message, string sample, params string[] arguments)
    {
        (int actual, string output, string error) = Sample.Run(sample, arguments);

        Assert.Equal(exitCode, actual);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Equal("", output);
    }

    [Fact]
    public void A_client_that_sends_nothing_is_one_clear_line()
    {
        using ChildProcess server = Sample.Start("Tms", "0");
        TcpSocket.Connect("127.0.0.1", PortOf(server)).Dispose();

        (int exitCode, _, string error) = server.WaitForExit();
        Assert.Equal(1, exitCode);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_client_that_says_nothing_is_let_go()
    {
        using ChildProcess server = Sample.Start("Tms", "0", "--timeout", "1");
        using Socket client = TcpSocket.Connect("127.0.0.1", PortOf(server));

        (int exitCode, _, string error) = server.WaitForExit();

        Assert.Equal((1, $"The client has sent nothing for 1 s (--timeout).{Environment.NewLine}"), (exitCode, error));
    }

    [Fact]
    public void A_client_that_does_not_read_is_let_go()
    {
        using ChildProcess server = Sample.Start("Tms", "0", "--timeout", "1", "--copies", "100000000", "--batch", "100000");
        using Socket client = TcpSocket.Connect("127.0.0.1", PortOf(server));
        client.SendAll("abc"u8);

        (int exitCode, _, string error) = server.WaitForExit();

        Assert.Equal(1, exitCode);
        Assert.Contains("the peer reads too slowly or not at all", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static int PortOf(ChildProcess server) =>
        int.Parse(server.WaitForLine("listening on").Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
}
