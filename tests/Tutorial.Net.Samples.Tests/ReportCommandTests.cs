using System.Globalization;
using System.Text;
using Tutorial.Net.Samples.Svr;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>What Svr runs for its clients: how it is found, limited and ended.</summary>
public sealed class ReportCommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_that_hangs_is_killed_with_its_children()
    {
        using var script = new Script("sleep 1000 &\necho $! > $0.pid\nwait\n");
        byte[] report = await ReportCommand.RunAsync(script.Path, TimeSpan.FromSeconds(5), Token);
        Assert.Contains("longer than 5 s", Encoding.UTF8.GetString(report), StringComparison.Ordinal);
        await AssertSleeperIsGone(script.Path + ".pid");
    }

    [Fact]
    public async Task A_command_that_runs_when_the_server_stops_is_killed_with_its_children()
    {
        using var script = new Script("sleep 1000 &\necho $! > $0.new\nmv $0.new $0.pid\nwait\n");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<byte[]> running = ReportCommand.RunAsync(script.Path, Timeout.InfiniteTimeSpan, stop.Token);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(script.Path + ".pid"), TimeSpan.FromSeconds(30)));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await AssertSleeperIsGone(script.Path + ".pid");
    }

    [Fact]
    public async Task At_most_4_commands_run_at_a_time_and_the_others_wait()
    {
        using var script = new Script(": > $0.live.$$\nset -- $0.live.*\necho $#\nsleep 0.5\nset -- $0.live.*\necho $#\nrm $0.live.$$\n");
        byte[][] reports = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => Task.Run(() => ReportCommand.RunAsync(script.Path, TimeSpan.FromSeconds(30), Token), Token)));
        int[] counts =
        [
            .. reports.SelectMany(report => Encoding.ASCII.GetString(report).TrimEnd('\n').Split('\n'))
                .Select(line => int.Parse(line, CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(24, counts.Length);
        Assert.InRange(counts.Max(), 2, 4);
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

    private static async Task AssertSleeperIsGone(string pidFile)
    {
        string pid = (await File.ReadAllTextAsync(pidFile, Token)).Trim();
        Assert.Matches("^[0-9]+$", pid);
        string commandLine = $"/proc/{pid}/cmdline";
        SpinWait.SpinUntil(() => !IsSleeping(), TimeSpan.FromSeconds(10));
        Assert.False(IsSleeping());

        bool IsSleeping()
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

    /// <summary>A shell script in a folder of its own, with room beside it for the files that it leaves.</summary>
    private sealed class Script : IDisposable
    {
        private readonly DirectoryInfo _folder;

        public Script(string text)
        {
            Requires.Linux();
            _folder = Directory.CreateTempSubdirectory();
            Path = System.IO.Path.Combine(_folder.FullName, "script");
            File.WriteAllText(Path, "#!/bin/sh\n" + text);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        public string Path { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
