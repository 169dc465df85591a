using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Samples.Svr;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The remote w and ps of section 5.2 against each other, against Python programs that do the same, and against
/// strangers.</summary>
public sealed class SvrWpsTests
{
    private const string PythonClient = """
        import socket, sys
        s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        s.send(sys.argv[3].encode())
        flo = s.makefile('r')
        sys.stdout.writelines(flo.readlines())
        """;

    private const string PythonServer = """
        import socket
        ls = socket.create_server(("127.0.0.1", 0))
        print("port", ls.getsockname()[1])
        conn, addr = ls.accept()
        asked = conn.recv(2).decode()
        flo = conn.makefile('w')
        flo.writelines(["you said " + asked + "\n", "red \x1b[31m bell \x07\n", "\n", "the tail\n"])
        flo.close()
        conn.close()
        """;

    private static readonly byte[] Insertions = " \n\r\0;&|`$'\"wpsWP-\\/."u8.ToArray();

    [Theory]
    [InlineData("w", "load average")]
    [InlineData("ps", "PID")]
    public void Svr_answers_the_tutorials_client(string command, string expected)
    {
        Requires.Program(command);
        using ChildProcess server = Sample.Start("Svr", "0");
        using ChildProcess client = Python.Start(PythonClient, "127.0.0.1", PortOf(server), command);
        (int exitCode, string output, string error) = client.WaitForExit();
        Assert.Equal(0, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Equal("", error);
    }

    [Theory]
    [InlineData("w")]
    [InlineData("ps")]
    public void Wps_prints_what_the_tutorials_server_says_made_safe_for_a_terminal(string command)
    {
        using ChildProcess server = Python.Start(PythonServer);
        (int exitCode, string output, string error) = Sample.Run("Wps", "127.0.0.1", server.WaitForLine("port").Split(' ')[1], command);
        Assert.Equal(0, exitCode);
        Assert.Equal([$"you said {command}", @"red \x1b[31m bell \x07", "", "the tail"], output.TrimEnd('\n').Split('\n'));
        Assert.Equal("", error);
    }

    [Fact]
    public void Wps_prints_what_Svr_says()
    {
        Requires.Program("ps");
        using ChildProcess server = Sample.Start("Svr", "0");
        (int exitCode, string output, _) = Sample.Run("Wps", "127.0.0.1", PortOf(server), "ps");
        Assert.Equal(0, exitCode);
        Assert.Contains("PID", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Svr_says_at_once_that_there_is_neither_w_nor_ps()
    {
        using ChildProcess server = SlimMachine.Start("Svr", ["0"]);
        (int exitCode, string output, string error) = server.WaitForExit();
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("Neither w nor ps is installed on this machine", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Svr_says_at_once_what_is_missing_and_Wps_that_the_server_lacks_it()
    {
        using ChildProcess server = SlimMachine.Start("Svr", ["0"], "ps");
        string port = PortOf(server);
        Assert.Equal((1, "", "The server's machine has no w.\n"), Sample.Run("Wps", "127.0.0.1", port, "w"));
        using var kill = new ChildProcess(Requires.Program("kill"), "-TERM", $"{server.Id}");
        Assert.Equal("w is not installed on this machine; clients that ask for it will be told so.\n", server.WaitForExit().Error);
    }

    [Fact]
    public void Wps_says_that_the_last_line_was_cut_off()
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        using ChildProcess client = Sample.Start("Wps", "127.0.0.1", $"{listener.Port()}", "ps");
        using (Socket server = listener.Accept())
        {
            server.Receive(new byte[2]);
            server.SendAll("PID TTY\n  1 pt"u8);
        }

        (int exitCode, string output, string error) = client.WaitForExit();
        Assert.Equal((1, "PID TTY\n  1 pt\n"), (exitCode, output.ReplaceLineEndings("\n")));
        Assert.StartsWith("The last line is cut off", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Silent_connections_keep_no_honest_client_waiting()
    {
        Requires.Program("ps");
        using ChildProcess server = Sample.Start("Svr", "0");
        int port = int.Parse(PortOf(server), System.Globalization.CultureInfo.InvariantCulture);
        List<Socket> silent = [];
        try
        {
            for (int i = 0; i < 577; i++)
                silent.Add(TcpSocket.Connect("127.0.0.1", port));

            Assert.Contains("PID", Ask(port, "ps"u8), StringComparison.Ordinal);

            // The oldest were let go for the newer, long before their own time was up.
            Assert.Equal(0, silent[0].Receive(new byte[1]));
            // The newest are still here.
            silent[^1].SendAll("x"u8);
            Assert.StartsWith("only w and ps", new LineReader(silent[^1]).ReadLine(), StringComparison.Ordinal);
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }

        using var kill = new ChildProcess(Requires.Program("kill"), "-TERM", server.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(server.WaitForExit().Error.Split('\n').Count(line => line.EndsWith("was let go: too many newer clients", StringComparison.Ordinal)) >= 577 - 256);
    }

    [Fact]
    public void Anything_else_gets_one_line_of_refusal_and_is_logged_escaped()
    {
        Requires.Program("ps");
        using ChildProcess server = Sample.Start("Svr", "0");
        int port = int.Parse(PortOf(server), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("only w and ps are served here\n", Ask(port, "w;id\x1b[2J\n"u8));
        Assert.Contains(@"'w;id\x1b[2J\n': refused", server.WaitForLine("refused"), StringComparison.Ordinal);
    }

    [Fact]
    public void No_command_of_a_fuzzer_starts_anything()
    {
        // Strings that are near w and ps, and the server's children are watched meanwhile.
        Requires.Linux();
        string[] allowed = [.. ((string[])["w", "ps"]).Select(Requires.Program).Select(Resolve)];
        using ChildProcess server = Sample.Start("Svr", "0");
        int port = int.Parse(PortOf(server), System.Globalization.CultureInfo.InvariantCulture);
        using var watching = new CancellationTokenSource();
        var strangers = new HashSet<string>();
        int seen = 0;
        int id = server.Id;
        var watcher = new Thread(() =>
        {
            string self = Resolve($"/proc/{id}/exe");
            while (!watching.IsCancellationRequested)
            {
                foreach (string program in Children(id))
                {
                    // Between fork and exec a child is still the server itself.
                    if (program == self)
                        continue;
                    seen++;
                    if (!allowed.Contains(program))
                        strangers.Add(program);
                }
            }
        });
        watcher.Start();
        try
        {
            SendNearMisses(port, Campaign.Cases(3_000));
            // The watcher watches: it sees what may run.
            for (int i = 0; i < 100 && Volatile.Read(ref seen) == 0; i++)
                Assert.Contains("PID", Ask(port, "ps"u8), StringComparison.Ordinal);
        }
        finally
        {
            watching.Cancel();
            watcher.Join();
        }

        Assert.NotEqual(0, seen);
        Assert.Empty(strangers);
    }

    private static void SendNearMisses(int port, int count)
    {
        byte[][] seeds = ["w"u8.ToArray(), "ps"u8.ToArray(), "w;id"u8.ToArray(), "ps -ef"u8.ToArray(), "$(id)"u8.ToArray(), "|sh"u8.ToArray(), "\uff57"u8.ToArray()];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var random = new Random(i);
            List<byte> command = [.. seeds[random.Next(seeds.Length)]];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(command.Count + 1);
                if (random.Next(3) == 0 && at < command.Count)
                    command[at] = (byte)random.Next(256);
                else
                    command.Insert(at, Insertions[random.Next(Insertions.Length)]);
            }

            byte[] asked = [.. command];
            if (ReportCommand.Match(asked) is null && asked is not [(byte)'p'])
                Assert.Equal("only w and ps are served here\n", Ask(port, asked));
        });
    }

    private static string Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static IEnumerable<string> Children(int id)
    {
        string[] tasks;
        try
        {
            tasks = Directory.GetDirectories($"/proc/{id}/task");
        }
        catch (IOException)
        {
            yield break;
        }

        foreach (string task in tasks)
        {
            string children;
            try
            {
                children = File.ReadAllText(task + "/children");
            }
            catch (IOException)
            {
                continue;
            }

            foreach (string child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                string? program = null;
                try
                {
                    program = File.ResolveLinkTarget($"/proc/{child}/exe", true)?.FullName;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It is over.
                }

                if (program is not null && !program.StartsWith("/proc/", StringComparison.Ordinal))
                    yield return program;
            }
        }
    }

    private static string Ask(int port, ReadOnlySpan<byte> command)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        socket.SendAll(command);
        using var reader = new LineReader(socket);
        string answer = string.Concat(reader.ReadLines().Select(line => line + "\n"));
        socket.Reset();
        return answer;
    }

    private static string PortOf(ChildProcess server) => server.WaitForLine("listening on").Split(':')[^1];
}
