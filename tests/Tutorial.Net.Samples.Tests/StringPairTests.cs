using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>StrSvr and StrClnt against each other and against Python programs that do what the tutorial's section 6.1 does.</summary>
public sealed class StringPairTests
{
    private const string PythonServer = """
        import socket
        listener = socket.create_server(("127.0.0.1", 0))
        print("port", listener.getsockname()[1])
        clients, text = [], b""
        for _ in range(2):
            client, _ = listener.accept()
            client.setblocking(False)
            clients.append(client)
        while clients:
            client = clients.pop(0)
            clients.append(client)
            try:
                letter = client.recv(1)
                if not letter:
                    client.close()
                    clients.remove(client)
                    continue
                text += letter
                client.send(text)
            except BlockingIOError:
                pass
        listener.close()
        print("the final value of v is", text.decode())
        """;

    private const string PythonClient = """
        import socket, sys
        peer = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        while True:
            letter = input("enter a letter:")
            peer.send(letter.encode())
            if letter == "":
                break
            print(peer.recv(1024).decode())
        peer.close()
        """;

    /// <summary>The tutorial's session: which client types what.</summary>
    private static readonly (int Client, string Letters)[] Session = [(0, "abc"), (1, "uuvv"), (0, "d"), (1, "ww"), (0, "e")];

    [Fact]
    public void The_tutorials_session_gives_the_tutorials_output()
    {
        using ChildProcess server = Sample.Start("StrSvr", "0");
        string port = PortOf(server);

        Play(server, () => Sample.Start("StrClnt", "localhost", port), () => Sample.Start("StrClnt", "127.0.0.1", port));
    }

    [Fact]
    public void The_server_tells_where_it_listens_and_who_comes_and_goes()
    {
        using ChildProcess server = Sample.Start("StrSvr", "0", "1");
        string port = PortOf(server);
        using Socket client = TcpSocket.Connect("127.0.0.1", int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal($"{client.LocalEndPoint} has come", server.ReadLine());
        Assert.Equal("x", Say(client, "x"));
        string here = $"{client.LocalEndPoint}";
        client.Close();
        Assert.Equal($"{here} has gone", server.ReadLine());
        Assert.Equal("the final value of v is x", server.ReadLine());

        Assert.Equal((0, ""), (server.WaitForExit().ExitCode, server.WaitForExit().Error));
    }

    [Fact]
    public void Pythons_clients_get_from_our_server_what_they_get_from_Pythons()
    {
        Requires.Python();
        using ChildProcess server = Sample.Start("StrSvr", "0");
        string port = PortOf(server);

        Play(server, () => Python.Start(PythonClient, "127.0.0.1", port), () => Sample.Start("StrClnt", "127.0.0.1", port));
    }

    [Fact]
    public void Our_clients_get_from_Pythons_server_what_they_get_from_ours()
    {
        using ChildProcess server = Python.Start(PythonServer);
        string port = server.WaitForLine("port ")["port ".Length..];

        Play(server, () => Sample.Start("StrClnt", "127.0.0.1", port), () => Python.Start(PythonClient, "127.0.0.1", port));
    }

    [Fact]
    public void Nobody_waits_for_the_others_to_connect()
    {
        using ChildProcess server = Sample.Start("StrSvr", "0", "3");
        int port = int.Parse(PortOf(server), System.Globalization.CultureInfo.InvariantCulture);
        for (int i = 1; i <= 3; i++)
        {
            using Socket client = TcpSocket.Connect("127.0.0.1", port);
            Assert.Equal(new string('x', i), Say(client, "x"));
        }

        Assert.Contains("is xxx", server.WaitForExit().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_does_not_read_is_dropped_and_blocks_nobody()
    {
        using ChildProcess server = Sample.Start("StrSvr", "0", "2");
        int port = int.Parse(PortOf(server), System.Globalization.CultureInfo.InvariantCulture);
        using Socket deaf = TcpSocket.Connect("127.0.0.1", port);
        using Socket client = TcpSocket.Connect("127.0.0.1", port);
        Assert.Equal("a", Say(client, "a"));

        // Each letter is answered with the whole string: 6,000 letters make 18 MB, which no pair of socket buffers holds.
        Task<SocketError> flood = Task.Run(() =>
        {
            SocketError error = SocketError.Success;
            for (int i = 0; i < 60 && error == SocketError.Success; i++)
                deaf.Send(new byte[100], SocketFlags.None, out error);
            return error;
        });
        while (!flood.IsCompleted)
            Assert.EndsWith("b", Say(client, "b"), StringComparison.Ordinal);

        client.Close();
        (int exitCode, _, string error) = server.WaitForExit();
        Assert.Equal(0, exitCode);
        Assert.Matches(@"^dropping 127\.0\.0\.1:\d+: it does not read, and \d+ bytes wait for it\s*$", error);
    }

    [Fact]
    public void What_is_no_text_is_shown_escaped()
    {
        using ChildProcess server = Sample.Start("StrSvr", "0", "1");
        int port = int.Parse(PortOf(server), System.Globalization.CultureInfo.InvariantCulture);
        using (Socket client = TcpSocket.Connect("127.0.0.1", port))
            Say(client, "\u001b");

        Assert.EndsWith(@"is \x1b", server.WaitForExit().Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "PORT is a whole number", "StrSvr", "port")]
    [InlineData(2, "CLIENTS is a whole number from 1 to 1000000, not '0'", "StrSvr", "0", "0")]
    [InlineData(2, "--help", "StrClnt")]
    [InlineData(2, "PORT is a whole number", "StrClnt", "localhost", "0")]
    [InlineData(2, "--help", "UdpClnt", "localhost", "1")]
    public void Wrong_usage_is_one_line_and_its_own_exit_code(int exitCode, string message, string sample, params string[] arguments)
    {
        (int actual, string output, string error) = Sample.Run(sample, arguments);

        Assert.Equal((exitCode, ""), (actual, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Datagrams_stay_messages_and_a_stream_does_not()
    {
        using ChildProcess server = Sample.Start("UdpEcho", "0", "--clients", "1");
        string port = PortOf(server);

        (int exitCode, string output, string error) = Sample.Run("UdpClnt", "127.0.0.1", port, "one", "", "\u001bthree");

        Assert.Equal((0, ""), (exitCode, error));
        string[] expected = ["UDP message: one", "UDP message: ", @"UDP message: \x1bthree", @"TCP stream:  one\x1bthree", ""];
        Assert.Equal(expected, output.Split(Environment.NewLine));
        Assert.Equal(0, server.WaitForExit().ExitCode);
    }

    private static void Play(ChildProcess server, Func<ChildProcess> startFirst, Func<ChildProcess> startSecond)
    {
        using ChildProcess first = startFirst();
        using ChildProcess second = startSecond();
        ChildProcess[] clients = [first, second];
        string text = "";
        foreach ((int client, string letters) in Session)
        {
            foreach (char letter in letters)
            {
                text += letter;
                clients[client].Input.WriteLine(letter);
                clients[client].Input.Flush();
                Assert.Equal("enter a letter:" + text, clients[client].ReadLine());
            }
        }

        foreach (ChildProcess client in clients)
        {
            client.Input.WriteLine();
            (int exitCode, string output, string error) = client.WaitForExit();
            Assert.Equal((0, ""), (exitCode, error));
            Assert.EndsWith("enter a letter:", output.TrimEnd(), StringComparison.Ordinal);
        }

        (int serverExitCode, string serverOutput, string serverError) = server.WaitForExit();
        Assert.Equal((0, ""), (serverExitCode, serverError));
        Assert.EndsWith("the final value of v is abcuuvvdwwe" + Environment.NewLine, serverOutput, StringComparison.Ordinal);
    }

    private static string PortOf(ChildProcess server) => server.WaitForLine("listening on").Split(':')[^1];

    private static string Say(Socket client, string letter)
    {
        client.Send(Encoding.ASCII.GetBytes(letter));
        byte[] answer = new byte[65536];
        return Encoding.ASCII.GetString(answer, 0, client.Receive(answer));
    }
}
