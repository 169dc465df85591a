using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>What was written cannot go, for the peer does not read: a read of the connection takes in what comes all the same.</summary>
public class LineConnectionDuplexTests
{
    private const int Written = 1 << 20;

    private const string Answer = "answer";

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    public static TheoryData<string> Forms => [.. Reads.Keys];

    public static TheoryData<string> LimitedForms => [.. LimitedReads.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Each reads the answer, whole.</summary>
    private static readonly Dictionary<string, Func<LineConnection, Task<string?>>> Reads = new()
    {
        ["ReadLine"] = c => OwnThread.RunAsync(c.ReadLine),
        ["ReadLine with a limit"] = c => OwnThread.RunAsync(() => c.ReadLine(Long)),
        ["ReadLineAsync"] = c => c.ReadLineAsync(Token).AsTask(),
        ["ReadLineAsync with a limit"] = c => c.ReadLineAsync(Long, Token).AsTask(),
        ["ReadExactly"] = c => Bytes(b => OwnThread.RunAsync(() => c.ReadExactly(b))),
        ["ReadExactly with a limit"] = c => Bytes(b => OwnThread.RunAsync(() => c.ReadExactly(b, Long))),
        ["ReadExactlyAsync"] = c => Bytes(b => c.ReadExactlyAsync(b, Token).AsTask()),
        ["ReadExactlyAsync with a limit"] = c => Bytes(b => c.ReadExactlyAsync(b, Long, Token).AsTask()),
    };

    /// <summary>Each gives up before anything comes.</summary>
    private static readonly Dictionary<string, Func<LineConnection, Task>> LimitedReads = new()
    {
        ["ReadLine"] = c => OwnThread.RunAsync(() => c.ReadLine(Short)),
        ["ReadLine without waiting"] = c => OwnThread.RunAsync(() => c.ReadLine(TimeSpan.Zero)),
        ["ReadLineAsync"] = c => c.ReadLineAsync(Short, Token).AsTask(),
        ["ReadLineAsync with a token"] = c => Cancelled(t => c.ReadLineAsync(t).AsTask()),
        ["ReadExactly"] = c => OwnThread.RunAsync(() => c.ReadExactly(new byte[1], Short)),
        ["ReadExactlyAsync"] = c => c.ReadExactlyAsync(new byte[1], Short, Token).AsTask(),
        ["ReadExactlyAsync with a token"] = c => Cancelled(t => c.ReadExactlyAsync(new byte[1], t).AsTask()),
        ["ReadLine under the socket's own limit"] = c => OwnThread.RunAsync(() =>
        {
            c.Socket!.SendTimeout = 20;
            var e = Assert.Throws<SendIncompleteException>(() => c.ReadLine());
            c.Socket!.SendTimeout = 0;
            throw new TimeoutException("as the others", e);
        }),
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_thread_reads_while_another_writes_more_than_the_way_there_and_back_holds(bool async)
    {
        const int Count = 20_000;
        (Socket own, Socket other) = Small();
        using var connection = new LineConnection(own);
        // The peer reads no more than it must while its answers are not taken.
        using var peer = new LineConnection(other, new LineOptions { BufferSize = 256 });
        // What is asked while this end does not read has answers that the way back cannot hold.
        string answer = new('x', 1000);
        Task serving = OwnThread.RunAsync(() =>
        {
            while (peer.Reader.ReadLine() is not null)
                peer.WriteLine(answer);
            peer.Complete();
        });
        Task writing = OwnThread.RunAsync(async () =>
        {
            for (int i = 0; i < Count; i++)
            {
                if (async)
                    await connection.WriteLineAsync($"GET {i}", Token);
                else
                    connection.WriteLine($"GET {i}");
            }

            connection.Complete();
            return true;
        });
        int read = await OwnThread.RunAsync(async () =>
        {
            int lines = 0;
            while ((async ? await connection.ReadLineAsync(Token) : connection.ReadLine()) is not null)
                lines++;
            return lines;
        });
        Assert.Equal(Count, read);
        await Task.WhenAll(serving, writing);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task An_answer_of_a_peer_that_does_not_read_is_read_before_all_is_sent(string form)
    {
        await using var pair = new Full();
        pair.Peer.SendAll(Encoding.ASCII.GetBytes(Answer + "\n"));
        Assert.Equal(Answer, await Reads[form](pair.Connection).WaitAsync(OwnThread.Patience, Token));
        await pair.AssertAllGoesAsync();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_is_left_is_sent_while_half_an_answer_is_there(string form)
    {
        await using var pair = new Full();
        pair.Peer.SendAll("ans"u8);
        Task<string?> read = Reads[form](pair.Connection);
        await pair.ReceiveAllAsync(); // before the other half
        pair.Peer.SendAll("wer\n"u8);
        Assert.Equal(Answer, await read.WaitAsync(OwnThread.Patience, Token));
        await pair.AssertAllGoesAsync();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_line_that_was_read_ahead_waits_for_nobody(string form)
    {
        await using var pair = new Full("first\nanswer\n");
        Assert.Equal(Answer, await Reads[form](pair.Connection).WaitAsync(OwnThread.Patience, Token));
        await pair.AssertAllGoesAsync();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_peer_that_says_no_more_gets_all_that_was_written_before_its_end_is_read(string form)
    {
        await using var pair = new Full();
        pair.Peer.Shutdown(SocketShutdown.Send);
        Task<string?> read = Reads[form](pair.Connection);
        await pair.ReceiveAllAsync();
        Exception? e = await Record.ExceptionAsync(async () => Assert.Null(await read.WaitAsync(OwnThread.Patience, Token)));
        Assert.True(form.StartsWith("ReadLine", StringComparison.Ordinal) ? e is null : e is EndOfStreamException, $"{e}");
    }

    [Theory]
    [MemberData(nameof(LimitedForms))]
    public async Task A_read_that_gives_up_while_it_sends_loses_nothing_of_either(string form)
    {
        await using var pair = new Full();
        for (int i = 0; i < 3; i++)
        {
            Exception? e = await Record.ExceptionAsync(() => LimitedReads[form](pair.Connection).WaitAsync(OwnThread.Patience, Token));
            Assert.True(e is TimeoutException { Message: not "The operation has timed out." } or OperationCanceledException, $"{e}");
        }

        await pair.AssertAllGoesAsync();
    }

    [Theory]
    [MemberData(nameof(LimitedForms))]
    public async Task A_read_that_gave_up_while_it_sent_is_not_hidden_by_the_end(string form)
    {
        await using var pair = new Full();
        Assert.NotNull(await Record.ExceptionAsync(() => LimitedReads[form](pair.Connection)));
        Assert.Null(await Record.ExceptionAsync(async () => await pair.Connection.DisposeAsync()));
    }

    [Theory]
    [MemberData(nameof(LimitedForms))]
    public async Task A_rest_whose_flush_failed_stays_known_when_a_read_leaves_it(string form)
    {
        await using var pair = new Full();
        Assert.Throws<TimeoutException>(() => pair.Connection.Flush(Short));
        pair.Peer.SendAll("first\n"u8);
        Assert.Equal("first", await OwnThread.RunAsync(() => pair.Connection.ReadLine(Long)));
        Assert.NotNull(await Record.ExceptionAsync(() => LimitedReads[form](pair.Connection)));
        Assert.Null(await Record.ExceptionAsync(async () => await pair.Connection.DisposeAsync()));
    }

    [Fact]
    public async Task A_rest_that_a_read_leaves_which_succeeds_is_not_lost_without_a_word()
    {
        await using var pair = new Full();
        Assert.Throws<TimeoutException>(() => pair.Connection.Flush(Short));
        pair.Peer.SendAll("first\n"u8);
        Assert.Equal("first", await OwnThread.RunAsync(() => pair.Connection.ReadLine(Long)));
        await Assert.ThrowsAsync<SendIncompleteException>(async () => await pair.Connection.DisposeAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_limit_of_zero_reads_what_is_there_though_a_rest_is_unsent(bool async)
    {
        for (int i = 0; i < 20; i++)
        {
            await using var pair = new Full();
            pair.Peer.SendAll("answer\nrest"u8);
            Assert.True(pair.Connection.Socket!.Poll(OwnThread.Patience, SelectMode.SelectRead));
            Assert.Equal(Answer, async
                ? await pair.Connection.ReadLineAsync(TimeSpan.Zero, Token)
                : await OwnThread.RunAsync(() => pair.Connection.ReadLine(TimeSpan.Zero)));
            byte[] rest = new byte[4];
            if (async)
                await pair.Connection.ReadExactlyAsync(rest, TimeSpan.Zero, Token);
            else
                await OwnThread.RunAsync(() => pair.Connection.ReadExactly(rest, TimeSpan.Zero));
            Assert.Equal("rest"u8, rest);
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_peer_that_neither_reads_nor_pauses_holds_no_time_limit(bool async, bool body)
    {
        await using var pair = new Full(overflow: LineOverflow.Discard);
        Task flooding = OwnThread.RunAsync(() =>
        {
            byte[] noEnd = [.. Enumerable.Repeat((byte)'x', 1 << 16)];
            void SendOn()
            {
                while (true)
                    pair.Peer.SendAll(noEnd);
            }

            Assert.Throws<SendIncompleteException>(SendOn);
        });
        byte[] bytes = new byte[body ? 1 << 28 : 0];
        Exception? e = await Record.ExceptionAsync(() => (async, body) switch
        {
            (false, false) => OwnThread.RunAsync(() => pair.Connection.ReadLine(Short)),
            (true, false) => OwnThread.RunAsync(() => pair.Connection.ReadLineAsync(Short, Token).AsTask()),
            (false, true) => OwnThread.RunAsync(() => pair.Connection.ReadExactly(bytes, Short)),
            (true, true) => OwnThread.RunAsync(async () =>
            {
                await pair.Connection.ReadExactlyAsync(bytes, Short, Token);
                return true;
            }),
        });
        Assert.Contains(" 20 ms ", Assert.IsType<TimeoutException>(e).Message, StringComparison.Ordinal);
        // The program knows that its read has given up: the end is not to hide it.
        Assert.Null(await Record.ExceptionAsync(async () => await pair.Connection.DisposeAsync()));
        pair.Peer.Dispose();
        await Record.ExceptionAsync(() => flooding);
    }

    [Fact]
    public async Task Lines_written_together_go_beside_a_thread_that_reads_and_stay_together()
    {
        const int Rounds = 300;
        const int Together = 50;
        (Socket own, Socket other) = Loopback.Pair(sendBuffer: 4096, receiveBuffer: 4096);
        using var connection = new LineConnection(own, new LineOptions { BufferSize = 256 });
        using var peer = new LineConnection(other);
        Task serving = OwnThread.RunAsync(() =>
        {
            foreach (string line in peer.Reader.ReadLines())
                peer.WriteLine(line);
            peer.Complete();
        });
        Task<List<string>> reading = OwnThread.RunAsync(() => connection.ReadLines().ToList());
        Task[] writing = [WriteAsync("a"), WriteAsync("b")];
        await Task.WhenAll(writing);
        connection.Complete();
        List<string> lines = await reading;
        await serving;
        Assert.Equal(2 * Rounds * Together, lines.Count);
        Assert.All(lines.Chunk(Together), chunk => Assert.Single(chunk.Distinct()));

        Task WriteAsync(string name) => OwnThread.RunAsync(async () =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                IEnumerable<string> same = Enumerable.Repeat($"{name} {i}", Together);
                if (i % 2 == 0)
                    connection.WriteLines(same);
                else
                    await connection.WriteLinesAsync(same, Token);
                connection.Flush();
            }

            return true;
        });
    }

    /// <summary>As after a wait that ended for something which was read before.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_not_there_after_all_is_neither_waited_for_nor_a_failure(bool blocking)
    {
        await using Full full = new();
        full.Connection.Socket!.Blocking = blocking;
        await OwnThread.RunAsync(() => full.Connection.Reader.TakeIn(null));
        full.Peer.SendAll("answer\n"u8);
        full.Connection.Socket.Blocking = true;
        Assert.Equal(Answer, await OwnThread.RunAsync(full.Connection.ReadLine));
    }

    /// <summary>Both ends of a connection that holds little, either way.</summary>
    private static (Socket Own, Socket Other) Small()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.LimitBuffers(8192);
        listener.Bind(Loopback.AnyPort);
        listener.Listen();
        var own = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        own.LimitBuffers(8192);
        own.Connect(listener.LocalEndPoint!);
        Socket other = listener.Accept();
        own.NoDelay = other.NoDelay = true;
        return (own, other);
    }

    private static async Task<string?> Bytes(Func<byte[], Task> read)
    {
        byte[] line = new byte[Answer.Length + 1];
        await read(line);
        Assert.Equal((byte)'\n', line[^1]);
        return Encoding.ASCII.GetString(line.AsSpan(..^1));
    }

    private static async Task Cancelled(Func<CancellationToken, Task> call)
    {
        using var source = new CancellationTokenSource();
        Task task = call(source.Token);
        Assert.False(task.IsCompleted);
        await source.CancelAsync();
        await task;
    }

    /// <summary>A connection to which much more was written than the way to the peer holds.</summary>
    private sealed class Full : IAsyncDisposable
    {
        private readonly byte[] _expected;
        private int _received;

        public Full(string before = "", LineOverflow overflow = LineOverflow.Throw)
        {
            (Socket own, Peer) = Loopback.Pair(sendBuffer: 4096, receiveBuffer: 4096);
            Connection = new LineConnection(own, new LineOptions { BufferSize = 2 * Written, Overflow = overflow });
            if (before.Length > 0)
            {
                Peer.SendAll(Encoding.ASCII.GetBytes(before));
                SpinWait.SpinUntil(() => own.Available == before.Length);
                Assert.Equal("first", Connection.ReadLine());
            }

            _expected = [.. Enumerable.Range(0, Written).Select(i => (byte)i)];
            Connection.Write(_expected);
        }

        public LineConnection Connection { get; }

        public Socket Peer { get; }

        public async Task ReceiveAllAsync()
        {
            byte[] got = new byte[Written - _received];
            await Peer.ReceiveExactlyAsync(got, OwnThread.Patience, Token);
            Assert.Equal(_expected[_received..], got);
            _received = Written;
        }

        /// <summary>The next read sends what is left.</summary>
        public async Task AssertAllGoesAsync()
        {
            Task<string?> read = OwnThread.RunAsync(() => Connection.ReadLine());
            await ReceiveAllAsync();
            Peer.SendAll("end\n"u8);
            Assert.Equal("end", await read);
        }

        public async ValueTask DisposeAsync()
        {
            Peer.Dispose();
            await Record.ExceptionAsync(async () => await Connection.DisposeAsync());
        }
    }
}
