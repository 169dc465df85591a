using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Polling;

namespace Tutorial.Net.Tests.Sockets;

public sealed class UnixSocketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unix").FullName;

    public UnixSocketTests()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this machine has no Unix-domain sockets");
        Path = System.IO.Path.Combine(_folder, "s");
    }

    private string Path { get; }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_works_both_ways_and_the_path_goes_with_the_listener(bool asynchronous)
    {
        using (Socket listener = UnixSocket.Listen(Path))
        {
            using Socket client = asynchronous ? await UnixSocket.ConnectAsync(Path) : UnixSocket.Connect(Path, TimeSpan.FromSeconds(20));
            using Socket server = listener.AcceptAll().First();
            Assert.True(client.Blocking);
            client.SendAll("ping"u8);
            byte[] four = new byte[4];
            server.ReceiveExactly(four);
            server.SendAll("pong"u8);
            client.ReceiveExactly(four);
            Assert.Equal("pong"u8, four);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_TCP_connect_refuses_its_end_point_and_says_what_to_use()
    {
        var endPoint = new UnixDomainSocketEndPoint(Path);
        Assert.Contains("UnixSocket.Connect", Assert.Throws<ArgumentException>(() => TcpSocket.Connect(endPoint)).Message, StringComparison.Ordinal);
        var e = Assert.Throws<ArgumentException>(() => TcpSocket.Connect(endPoint, TimeSpan.FromSeconds(1)));
        Assert.Contains("UnixSocket.Connect", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stale_path_is_replaced()
    {
        LeaveBehind(Path);
        Assert.True(File.Exists(Path));

        using (Socket listener = UnixSocket.Listen(Path))
        using (Socket client = UnixSocket.Connect(Path))
            Assert.True(client.Connected);

        Assert.Empty(Directory.GetFileSystemEntries(_folder)); // no lock file either
    }

    [Fact]
    public void Where_no_lock_file_can_be_made_a_stale_path_stays()
    {
        Requires.Linux();
        LeaveBehind(Path);
        Directory.CreateDirectory(Path + ".lock");

        var error = Assert.Throws<SocketException>(() => UnixSocket.Listen(Path));

        Assert.Equal(SocketError.AccessDenied, error.SocketErrorCode);
        Assert.Contains("the folder does not allow it", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path));
    }

    [Fact]
    public void While_another_holds_the_lock_of_a_stale_path_it_sleeps_and_after_five_seconds_the_path_stays()
    {
        Requires.Linux();
        LeaveBehind(Path);
        using var held = new FileStream(Path + ".lock", FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        long before = Native.ThreadSleeps();

        var error = Assert.Throws<SocketException>(() => UnixSocket.Listen(Path));

        Assert.Equal(SocketError.AccessDenied, error.SocketErrorCode);
        Assert.True(File.Exists(Path));
        // A thousand breaks of 5 ms, fewer on a busy machine.
        Assert.InRange(Native.ThreadSleeps() - before, 20, long.MaxValue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    public void A_path_where_somebody_answers_is_left_alone(int backlog)
    {
        using Socket first = UnixSocket.Listen(Path, backlog);
        var waiting = new List<Socket>();
        for (int i = 0; i < 3 && backlog == 0; i++) // full: whoever connects now is not answered, and not refused either
        {
            try
            {
                waiting.Add(UnixSocket.Connect(Path, TimeSpan.Zero));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut)
            {
            }
        }

        var error = Assert.Throws<SocketException>(() => UnixSocket.Listen(Path));

        Assert.Equal(SocketError.AddressAlreadyInUse, error.SocketErrorCode);
        Assert.Contains(Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("somebody answers there", error.Message, StringComparison.Ordinal);
        waiting.ForEach(socket => socket.Dispose());
        using Socket accepted = backlog == 0 ? first.Accept() : first;
        using Socket client = backlog == 0 ? accepted : UnixSocket.Connect(Path);
        Assert.True(File.Exists(Path));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("empty file")]
    [InlineData("folder")]
    [InlineData("fifo")]
    [InlineData("link to a file")]
    [InlineData("link to a stale socket")]
    [InlineData("link to nothing")]
    public void What_is_no_socket_is_left_alone(string what)
    {
        Requires.Linux();
        string target = System.IO.Path.Combine(_folder, "target");
        switch (what)
        {
            case "file":
                File.WriteAllText(Path, "mine");
                break;
            case "empty file":
                File.WriteAllText(Path, "");
                break;
            case "folder":
                Directory.CreateDirectory(Path);
                break;
            case "fifo":
                using (var mkfifo = System.Diagnostics.Process.Start(Requires.Program("mkfifo"), [Path]))
                    mkfifo.WaitForExit();
                break;
            case "link to a file":
                File.WriteAllText(target, "mine");
                File.CreateSymbolicLink(Path, target);
                break;
            case "link to a stale socket":
                LeaveBehind(target);
                File.CreateSymbolicLink(Path, target);
                break;
            case "link to nothing":
                File.CreateSymbolicLink(Path, target);
                break;
        }

        string[] before = Directory.GetFileSystemEntries(_folder);
        var error = Assert.Throws<SocketException>(() => UnixSocket.Listen(Path));

        Assert.Equal(SocketError.AddressAlreadyInUse, error.SocketErrorCode);
        Assert.Contains("no socket", error.Message, StringComparison.Ordinal);
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(_folder).Order());
        if (what == "file")
            Assert.Equal("mine", File.ReadAllText(Path));
    }

    [Fact]
    public async Task Of_many_that_find_one_stale_path_one_gets_it()
    {
        for (int round = 0; round < 10; round++)
        {
            LeaveBehind(Path);
            using var start = new Barrier(8);
            Task<Socket?>[] listens = [.. Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    try
                    {
                        return UnixSocket.Listen(Path);
                    }
                    catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
                    {
                        return null;
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];

            Socket?[] listeners = await Task.WhenAll(listens);

            using Socket winner = Assert.Single(listeners, socket => socket is not null)!;
            using Socket client = UnixSocket.Connect(Path);
            using Socket server = winner.Accept();
        }
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData((UnixFileMode)0b110_110_110)]
    public void The_mode_of_the_file_is_as_told(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Throws<PlatformNotSupportedException>(() => UnixSocket.Listen(Path, mode: mode));
            return;
        }

        using Socket listener = UnixSocket.Listen(Path, mode: mode);

        Assert.Equal(mode, File.GetUnixFileMode(Path));
    }

    [Fact]
    public void A_name_without_a_file_works_on_Linux()
    {
        Requires.Linux();
        string name = "\0" + System.IO.Path.GetRandomFileName();
        using Socket listener = UnixSocket.Listen(name, mode: UnixFileMode.UserWrite);
        using Socket client = UnixSocket.Connect(name);
        Assert.Equal(
            SocketError.AddressAlreadyInUse,
            Assert.Throws<SocketException>(() => UnixSocket.Listen(name)).SocketErrorCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Errors_name_the_path_and_what_to_do(bool asynchronous)
    {
        async Task<SocketException> ConnectError(string path) =>
            await Assert.ThrowsAsync<SocketException>(
                () => asynchronous ? UnixSocket.ConnectAsync(path).AsTask() : Task.Run(() => UnixSocket.Connect(path)));

        SocketException nothing = await ConnectError(Path);
        Assert.Equal(SocketError.AddressNotAvailable, nothing.SocketErrorCode);
        Assert.Contains($"Cannot connect to {Path}: there is no such path", nothing.Message, StringComparison.Ordinal);
        LeaveBehind(Path);
        SocketException stale = await ConnectError(Path);
        Assert.Equal(SocketError.ConnectionRefused, stale.SocketErrorCode);
        Assert.Contains("left over", stale.Message, StringComparison.Ordinal);
        var folder = Assert.Throws<SocketException>(() => UnixSocket.Listen(_folder + "/none/s"));
        Assert.Contains("the folder is not there", folder.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_backlog_is_waited_for_and_not_past_the_limit(bool asynchronous)
    {
        Requires.Linux();
        using Socket listener = UnixSocket.Listen(Path, backlog: 0);
        using Socket first = UnixSocket.Connect(Path);
        if (asynchronous)
        {
            using var cancellation = new CancellationTokenSource();
            Task never = UnixSocket.ConnectAsync(Path, cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
        }

        foreach (int milliseconds in (int[])[0, 50])
        {
            TimeSpan timeout = TimeSpan.FromMilliseconds(milliseconds);
            SocketException error = asynchronous
                ? await Assert.ThrowsAsync<SocketException>(() => UnixSocket.ConnectAsync(Path, timeout).AsTask())
                : Assert.Throws<SocketException>(() => UnixSocket.Connect(Path, timeout));
            Assert.Equal(SocketError.TimedOut, error.SocketErrorCode);
            Assert.Contains("backlog stayed full", error.Message, StringComparison.Ordinal);
        }

        // Long before its limit is over it finds the room.
        foreach (TimeSpan limit in (TimeSpan[])[Timeout.InfiniteTimeSpan, TimeSpan.FromHours(1)])
        {
            Task<Socket> next = asynchronous ? UnixSocket.ConnectAsync(Path, limit).AsTask() : Task.Run(() => UnixSocket.Connect(Path, limit));
            Assert.False(asynchronous && next.IsCompleted); // it was refused once
            listener.Accept().Dispose();

            using Socket client = await next.WaitAsync(TimeSpan.FromSeconds(60));
            Assert.True(client.Connected);
        }
    }

    [Fact]
    public void A_thread_sleeps_while_a_backlog_is_full()
    {
        Requires.Linux();
        using Socket listener = UnixSocket.Listen(Path, backlog: 0);
        using Socket first = UnixSocket.Connect(Path);
        // 1, 2, 4, 8, 16 and 19 ms; on a busy machine each may be longer, but not ten times in a row.
        Assert.Contains(Enumerable.Range(0, 10), _ =>
        {
            long before = Native.ThreadSleeps();
            Assert.Throws<SocketException>(() => UnixSocket.Connect(Path, TimeSpan.FromMilliseconds(50)));
            return Native.ThreadSleeps() - before >= 4;
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_connect_leaves_no_descriptor_behind(bool asynchronous)
    {
        Requires.Linux();
        LeaveBehind(Path);

        await Descriptors.AssertNotKeptAsync(() => Assert.ThrowsAsync<SocketException>(
            async () => (asynchronous ? await UnixSocket.ConnectAsync(Path) : UnixSocket.Connect(Path)).Dispose()));
    }

    [Fact]
    public async Task A_failed_listen_leaves_no_descriptor_behind()
    {
        Requires.Linux();
        using Socket first = UnixSocket.Listen(Path);

        await Descriptors.AssertNotKeptAsync(() => Task.FromResult(Assert.Throws<SocketException>(() => UnixSocket.Listen(Path))));
    }

    [Fact]
    public void Arguments_out_of_range_are_named()
    {
        Assert.Throws<ArgumentException>(() => UnixSocket.Listen(""));
        Assert.Throws<ArgumentOutOfRangeException>(() => UnixSocket.Listen(Path, -1));
        Assert.Throws<ArgumentException>(() => UnixSocket.Listen(Path, mode: UnixFileMode.SetUser));
        Assert.ThrowsAny<ArgumentException>(() => UnixSocket.Listen(new string('x', 200)));
        Assert.ThrowsAny<ArgumentException>(() => UnixSocket.Connect(new string('x', 200)));
        Assert.Throws<ArgumentOutOfRangeException>(() => UnixSocket.Connect(Path, TimeSpan.FromSeconds(-1)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // What a killed server leaves: .NET removes the path of a socket that is closed in order.
    private static void LeaveBehind(string path)
    {
        string aside = path + ".aside";
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            socket.Listen();
            File.Move(path, aside);
        }

        File.Move(aside, path);
    }

    [Fact]
    public async Task A_path_with_a_NUL_in_it_is_refused_and_nothing_is_left_at_its_beginning()
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.sock"), longer = $"{path}\0b";
        Assert.Throws<ArgumentException>(() => UnixSocket.Listen(longer));
        Assert.False(File.Exists(path));
        Assert.Throws<ArgumentException>(() => UnixSocket.Connect(longer));
        await Assert.ThrowsAsync<ArgumentException>(async () => await UnixSocket.ConnectAsync(longer, TestContext.Current.CancellationToken));
    }
}
