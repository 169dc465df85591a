using System.Text;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What goes out, from any thread, to one or to all.</summary>
public abstract class WritingContract(ServerKind kind) : ServerContract(kind)
{
    [Fact]
    public void Writes_of_other_threads_keep_each_threads_order()
    {
        const int Threads = 4, Each = 3_000;
        TaskCompletionSource<LineSession> connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using TestServer server = new(
            new ScriptHandler { Connected = connected.SetResult },
            new LineServerOptions { Backend = Backend, HardPendingBytes = 1 << 24 },
            IsUnix);
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
        if (!IsUnix)
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
    public async Task Sessions_are_each_there_once_for_another_thread_while_they_end()
    {
        using TestServer server = Start(new ScriptHandler());
        TestClient[] clients = [.. Enumerable.Range(0, 200).Select(_ => server.Connect())];
        TestServer.Until(() => server.Server.Sessions.Count == clients.Length);
        bool isOver = false;
        Task looking = Task.Run(() =>
        {
            while (!Volatile.Read(ref isOver))
                Assert.Distinct(server.Server.Sessions.Select(session => session.Id));
        });

        // The first ones first: those behind them move.
        foreach (TestClient client in clients)
            client.Dispose();
        TestServer.Until(() => server.Server.Sessions.Count == 0);
        Volatile.Write(ref isOver, true);

        await looking;
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

public sealed class EpollTcpWritingTests() : WritingContract(ServerKind.EpollTcp);

public sealed class EpollUnixWritingTests() : WritingContract(ServerKind.EpollUnix);

public sealed class EpollSpinningWritingTests() : WritingContract(ServerKind.EpollSpinning);

public sealed class SelectTcpWritingTests() : WritingContract(ServerKind.SelectTcp);
