using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What a server promises, over each backend and each kind of socket; run by derived classes.</summary>
public abstract partial class LineServerContract
{
    private readonly MultiplexerBackend _backend;
    private readonly bool _unix;
    private readonly TimeSpan _spinTime;

    private protected LineServerContract(MultiplexerBackend backend, bool unix, double spinMilliseconds = 0)
    {
        if (backend == MultiplexerBackend.Epoll)
            Requires.Linux();
        _backend = backend;
        _unix = unix;
        _spinTime = TimeSpan.FromMilliseconds(spinMilliseconds);
    }

    private TestServer Start(ILineHandler handler, LineOptions? lines = null) =>
        new(handler, new LineServerOptions { Backend = _backend, SpinTime = _spinTime, Lines = lines ?? new LineOptions() }, _unix);

    [Fact]
    public void Every_line_of_every_client_is_answered_in_order()
    {
        using TestServer server = Start(new ScriptHandler());
        TestClient[] clients = [.. Enumerable.Range(0, 20).Select(_ => server.Connect())];
        for (int client = 0; client < clients.Length; client++)
            clients[client].Send(string.Concat(Enumerable.Range(0, 300).Select(i => $"client {client} line {i}\n")));
        for (int client = 0; client < clients.Length; client++)
        {
            for (int i = 0; i < 300; i++)
                Assert.Equal($"client {client} line {i}", clients[client].ReadLine());
        }
    }

    [Fact]
    public void A_line_may_come_byte_by_byte()
    {
        using TestServer server = Start(new ScriptHandler());
        TestClient client = server.Connect();
        foreach (byte one in "hello wörld\r\n\nx\n"u8)
            client.Send([one]);
        Assert.Equal("hello wörld", client.ReadLine());
        Assert.Equal("", client.ReadLine());
        Assert.Equal("x", client.ReadLine());
    }

    [Fact]
    public void A_last_line_without_a_terminator_is_told_by_its_ending()
    {
        List<LineEnding> endings = [];
        ScriptHandler handler = new() { Line = (LineSession _, in Line line) => endings.Add(line.Ending) };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("whole\ncut");
        client.ShutDown();
        Assert.Null(handler.NextEnd());
        Assert.Equal([LineEnding.Lf, LineEnding.None], endings);
    }

    /// <summary>What memcached's set and SMTP's DATA need: a number of bytes, whatever they are, and then lines again.</summary>
    [Fact]
    public void Bytes_that_are_asked_for_come_whole_or_in_pieces_and_then_lines_again()
    {
        MemoryStream got = new();
        int last = 0;
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                if (line.StartsWithText("put "u8))
                    session.ReadBytes(long.Parse(Encoding.ASCII.GetString(line.Span[4..])));
                else
                    session.WriteLine(line.Span);
            },
            Bytes = (session, bytes, isLast) =>
            {
                got.Write(bytes);
                if (!isLast)
                    return;
                last++;
                session.WriteLine($"got {got.Length}");
                got.SetLength(0);
            },
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        byte[] body = new byte[300_000];
        new Random(1).NextBytes(body);
        foreach (int length in (int[])[5, 0, 1, 300_000, 65_536])
        {
            client.Send($"put {length}\n");
            client.Send(body.AsSpan(0, length));
            client.Send("next\nput 2\n\n\nafter\n");
            Assert.Equal($"got {length}", client.ReadLine());
            Assert.Equal("next", client.ReadLine());
            Assert.Equal("got 2", client.ReadLine());
            Assert.Equal("after", client.ReadLine());
        }

        Assert.Equal(10, last);
    }

    [Fact]
    public void A_stream_that_ends_inside_the_bytes_is_told()
    {
        ScriptHandler handler = new() { Line = (LineSession session, in Line _) => session.ReadBytes(10) };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("put\n1234");
        client.ShutDown();
        Assert.Contains(" 6 bytes", Assert.IsType<EndOfStreamException>(handler.NextEnd()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_terminator_may_change_between_lines_with_what_has_come_already()
    {
        using TestServer server = Start(new ScriptHandler
        {
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                session.Terminator = line.StartsWithText("nul"u8) ? LineTerminator.Custom("\0"u8) : LineTerminator.Lf;
                Assert.Equal(session.Terminator, session.Lines.Terminator);
            },
        });
        TestClient client = server.Connect();
        client.Send("nul\nnul a\nb\0x\nnul\ny\0z\n");
        Assert.Equal("nul\nnul a\nb\0x\n"u8.ToArray(), client.ReadExactly(14));
        Assert.Equal("nul\ny\0z\n"u8.ToArray(), client.ReadExactly(8));
    }

    [Fact]
    public void Writes_of_other_threads_keep_each_threads_order()
    {
        const int Threads = 4, Each = 3_000;
        TaskCompletionSource<LineSession> connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using TestServer server = new(
            new ScriptHandler { Connected = connected.SetResult },
            new LineServerOptions { Backend = _backend, HardPendingBytes = 1 << 24 },
            _unix);
        TestClient client = server.Connect();
        LineSession session = connected.Get();
        Task[] writers = [.. Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < Each; i++)
                {
                    if (i % 3 == 0)
                        session.Write(Encoding.ASCII.GetBytes($"{thread} {i}\n"));
                    else
                        session.WriteLine($"{thread} {i}");
                }
            },
            TaskCreationOptions.LongRunning))];
        int[] next = new int[Threads];
        for (int i = 0; i < Threads * Each; i++)
        {
            string[] words = client.ReadLine()!.Split(' ');
            Assert.Equal(next[int.Parse(words[0])]++, int.Parse(words[1]));
        }

        Assert.True(Task.WhenAll(writers).Ends());
    }

    [Fact]
    public void A_write_and_a_close_from_elsewhere_keep_their_order()
    {
        using TestServer server = Start(new ScriptHandler
        {
            Connected = session => Task.Run(() =>
            {
                for (int i = 0; i < 100; i++)
                    session.WriteLine($"{i}");
                session.Close();
                session.WriteLine("too late");
            }),
        });
        string all = Encoding.ASCII.GetString(server.Connect().ReadToEnd());
        Assert.Equal(string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}\n")), all);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\r")]
    [InlineData("\n")]
    public void A_line_that_would_be_two_is_refused(string text)
    {
        ScriptHandler handler = new() { Line = (LineSession session, in Line _) => session.WriteLine(text) };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("x\n");
        ArgumentException refused = Assert.IsType<ArgumentException>(handler.NextEnd());
        Assert.Contains("Nothing was written", refused.Message, StringComparison.Ordinal);
        Assert.Empty(client.ReadToEnd());
        Assert.Throws<ArgumentException>(() => server.Server.Broadcast(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void A_broadcast_reaches_all_or_whom_it_is_for_from_any_thread()
    {
        ScriptHandler handler = new()
        {
            Connected = session => session.State = session.Id % 2 == 0,
            Line = (LineSession session, in Line line) => session.Server.Broadcast(line.Span, other => other != session),
        };
        using TestServer server = Start(handler);
        TestClient[] clients = [.. Enumerable.Range(0, 6).Select(_ => server.Connect())];
        TestServer.Until(() => server.Server.Sessions.Count == 6);

        server.Server.Broadcast("all"u8);
        Assert.All(clients, client => Assert.Equal("all", client.ReadLine()));
        server.Server.Broadcast("half"u8, session => (bool)session.State!);
        server.Server.Broadcast("end"u8);
        Assert.Equal(3, clients.Count(client => client.ReadLine() == "half" && client.ReadLine() == "end"));
        clients[2].Send("others\n");
        Assert.All(clients.Where(client => client != clients[2]), client => Assert.Equal("others", client.ReadLine()));
        server.Server.Broadcast("last"u8);
        Assert.Equal("last", clients[2].ReadLine());
    }

    [Fact]
    public void Sessions_are_those_that_are_there()
    {
        ScriptHandler handler = new();
        using TestServer server = Start(handler);
        Assert.Empty(server.Server.Sessions);
        TestClient[] clients = [.. Enumerable.Range(0, 5).Select(_ => server.Connect())];
        TestServer.Until(() => server.Server.Sessions.Count == 5);
        Assert.Equal(5, server.Server.Sessions.Select(session => session.Id).Distinct().Count());
        Assert.All(server.Server.Sessions, session => Assert.Same(server.Server, session.Server));
        if (!_unix)
        {
            Assert.Equal(
                clients.Select(client => client.Socket.LocalEndPoint!.ToString()!).Order(StringComparer.Ordinal),
                server.Server.Sessions.Select(session => session.RemoteEndPoint.ToString()!).Order(StringComparer.Ordinal));
            Assert.All(server.Server.Sessions, session => Assert.Equal(server.EndPoint, session.LocalEndPoint));
        }

        clients[1].Dispose();
        clients[3].Dispose();
        TestServer.Until(() => server.Server.Sessions.Count == 3);
    }

    [Fact]
    public void Posted_work_is_done_in_order_on_the_servers_thread_and_may_fail()
    {
        using TestServer server = Start(new ScriptHandler());
        List<int> done = [];
        HashSet<int> threads = [];
        for (int i = 0; i < 1_000; i++)
        {
            int number = i;
            server.Server.Post(() =>
            {
                done.Add(number);
                threads.Add(Environment.CurrentManagedThreadId);
                if (number % 100 == 7)
                    throw new InvalidOperationException("on purpose");
            });
        }

        server.OnLoop(() => Assert.Single(threads, Environment.CurrentManagedThreadId));
        Assert.Equal(Enumerable.Range(0, 1_000), done);
        Assert.Equal("alive", server.Connect().Ask("alive"));
    }

    [Fact]
    public void What_belongs_to_the_servers_thread_is_refused_elsewhere()
    {
        TaskCompletionSource<LineSession> connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using TestServer server = Start(new ScriptHandler { Connected = connected.SetResult });
        server.Connect();
        LineSession session = connected.Get();
        Assert.Throws<InvalidOperationException>(() => session.ReadBytes(1));
        Assert.Throws<InvalidOperationException>(() => session.Terminator = LineTerminator.CrLf);
        Assert.Throws<InvalidOperationException>(() => session.Lines = new LineOptions());
        Assert.Throws<InvalidOperationException>(() => session.LineTimeout = TimeSpan.FromSeconds(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.ReadBytes(-1));
        server.OnLoop(() =>
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => session.IdleTimeout = TimeSpan.Zero);
            Assert.Throws<ArgumentOutOfRangeException>(() => session.MaxPendingBytes = 0);
            session.IdleTimeout = TimeSpan.FromHours(1);
            Assert.Equal(TimeSpan.FromHours(1), session.IdleTimeout);
        });
    }
}

public sealed class EpollTcpServerTests() : LineServerContract(MultiplexerBackend.Epoll, unix: false);

public sealed class EpollUnixServerTests() : LineServerContract(MultiplexerBackend.Epoll, unix: true);

public sealed class SelectTcpServerTests() : LineServerContract(MultiplexerBackend.Select, unix: false);

public sealed class EpollSpinningServerTests() : LineServerContract(MultiplexerBackend.Epoll, unix: false, spinMilliseconds: 1);
