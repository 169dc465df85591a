using System.Net;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Samples;
using Tutorial.Net.Samples.Svr;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Samples;

/// <summary>The remote w and ps of section 5.2 against each other, against Python programs that do the same, and against strangers.</summary>
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
        flo.writelines(["you said " + asked + "\n", "red \x1b[31m bell \x07\n", "\n", "the tail"])
        flo.close()
        conn.close()
        """;

    private static readonly byte[] Insertions = " \n\r\0;&|`$'\"wpsWP-\\/."u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
    public void Wps_sends_nothing_else_than_w_and_ps()
    {
        (int exitCode, _, string error) = Sample.Run("Wps", "127.0.0.1", "1", "ps -ef");
        Assert.Equal(2, exitCode);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Anything_else_gets_one_line_of_refusal_and_is_logged_escaped()
    {
        using ChildProcess server = Sample.Start("Svr", "0");
        int port = int.Parse(PortOf(server), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("only w and ps are served here\n", Ask(port, "w;id\x1b[2J\n"u8));
        Assert.Contains(@"'w;id\x1b[2J\n': refused", server.WaitForLine("refused"), StringComparison.Ordinal);
    }

    [Fact]
    public void No_command_of_a_fuzzer_starts_anything() => Fuzz(3_000);

    [Fact(Explicit = true)]
    public void No_command_of_a_long_fuzz_starts_anything() => Fuzz(100_000);

    [Fact]
    public async Task A_command_that_hangs_is_killed_with_its_children()
    {
        Requires.Linux();
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string script = Path.Combine(folder, "hang");
            string pidFile = Path.Combine(folder, "pid");
            await File.WriteAllTextAsync(script, $"#!/bin/sh\nsleep 1000 &\necho $! > {pidFile}\nwait\n", Token);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            byte[] report = await ReportCommand.RunAsync(script, TimeSpan.FromSeconds(5), Token);
            Assert.Contains("longer than 5 s", Encoding.UTF8.GetString(report), StringComparison.Ordinal);
            string pid = (await File.ReadAllTextAsync(pidFile, Token)).Trim();
            Assert.Matches("^[0-9]+$", pid);
            string grandchild = $"/proc/{pid}/cmdline";
            SpinWait.SpinUntil(() => !IsSleeping(grandchild), TimeSpan.FromSeconds(10));
            Assert.False(IsSleeping(grandchild));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static bool IsSleeping(string commandLine)
        {
            try
            {
                return File.ReadAllText(commandLine).Contains("sleep", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task At_most_4_commands_run_at_a_time_and_the_others_wait()
    {
        Requires.Linux();
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string live = Directory.CreateDirectory(Path.Combine(folder, "live")).FullName;
            string script = Path.Combine(folder, "count");
            string count = $"ls {live} | wc -l";
            await File.WriteAllTextAsync(script, $"#!/bin/sh\n: > {live}/$$\n{count}\nsleep 0.5\n{count}\nrm {live}/$$\n", Token);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            byte[][] reports = await Task.WhenAll(
                Enumerable.Range(0, 12).Select(_ => Task.Run(() => ReportCommand.RunAsync(script, TimeSpan.FromSeconds(30), Token), Token)));
            int[] counts = [.. reports.SelectMany(report => Encoding.ASCII.GetString(report).TrimEnd('\n').Split('\n')).Select(line => int.Parse(line, System.Globalization.CultureInfo.InvariantCulture))];
            Assert.Equal(24, counts.Length);
            Assert.InRange(counts.Max(), 2, 4);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_command_that_cannot_be_started_is_one_line()
    {
        string file = Path.GetTempFileName();
        try
        {
            Assert.Equal($"{file} could not be run\n", Encoding.UTF8.GetString(await ReportCommand.RunAsync(file, TimeSpan.FromSeconds(5), Token)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_command_that_prints_without_end_is_cut_at_1_MiB() =>
        Assert.Equal(1 << 20, (await ReportCommand.RunAsync(Requires.Program("yes"), TimeSpan.FromSeconds(20), Token)).Length);

    [Fact]
    public void Only_the_two_names_match_byte_for_byte()
    {
        Assert.Equal("w", ReportCommand.Match("w"u8));
        Assert.Equal("ps", ReportCommand.Match("ps"u8));
        int matches = 0;
        byte[] bytes = new byte[3];
        for (int i = 0; i < 1 << 24; i++)
        {
            (bytes[0], bytes[1], bytes[2]) = ((byte)i, (byte)(i >> 8), (byte)(i >> 16));
            matches += ReportCommand.Match(bytes) is null ? 0 : 1;
            if (i < 1 << 16)
                matches += ReportCommand.Match(bytes.AsSpan(0, 2)) is null ? 0 : 1;
            if (i < 1 << 8)
                matches += ReportCommand.Match(bytes.AsSpan(0, 1)) is null ? 0 : 1;
        }

        Assert.Equal(2, matches);
        Assert.Null(ReportCommand.Match(""u8));
    }

    /// <summary>Sends strings that are near w and ps, and watches the server's children meanwhile.</summary>
    private static void Fuzz(int count)
    {
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
            SendNearMisses(port, count);
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
