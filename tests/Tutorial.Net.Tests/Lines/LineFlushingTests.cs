namespace Tutorial.Net.Tests.Lines;

/// <summary>When what is written goes out, in all forms; and what a cancelled write leaves behind.</summary>
public class LineFlushingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    public static TheoryData<LineMedium> Media => LinePair.Media;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Media))]
    public async Task Every_flush_of_a_connection_sends_what_is_buffered(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium);
        using LineConnection connection = pair.Connection();
        using var peer = new LineReader(pair.Peer);
        connection.WriteLine("1");
        connection.Flush();
        Assert.Equal("1", peer.ReadLine(Long));
        connection.WriteLine("2");
        connection.Flush(Long);
        Assert.Equal("2", peer.ReadLine(Long));
        connection.WriteLine("3");
        await connection.FlushAsync(Token);
        Assert.Equal("3", peer.ReadLine(Long));
        connection.WriteLine("4");
        connection.Flush(TimeSpan.MaxValue);
        Assert.Equal("4", peer.ReadLine(Long));
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task A_single_byte_that_was_written_goes_out_before_a_read_waits(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium);
        using LineConnection connection = pair.Connection();
        byte[] asked = new byte[2];
        connection.Write("?"u8);
        Task<string?> answer = Task.Run(() => connection.ReadLine(Long), Token);
        await pair.Peer.ReadExactlyAsync(asked.AsMemory(0, 1), Token).AsTask().WaitAsync(Long, Token);
        pair.Send("!\n"u8);
        Assert.Equal("!", await answer);

        connection.Write("."u8);
        answer = connection.ReadLineAsync(Token).AsTask();
        await pair.Peer.ReadExactlyAsync(asked.AsMemory(1), Token).AsTask().WaitAsync(Long, Token);
        Assert.Equal("?."u8, asked);
        pair.Send("!\n"u8);
        Assert.Equal("!", await answer);
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task A_flush_with_a_limit_that_waits_for_another_call_gives_up_and_sends_nothing(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium, sendBuffer: 4096, receiveBuffer: 4096);
        using LineConnection connection = pair.Connection(new LineOptions { BufferSize = 1 << 22 });
        string big = new('x', 1 << 21);
        connection.WriteLine(big);
        Task first = connection.FlushAsync(Token).AsTask();
        Assert.False(first.IsCompleted);
        var late = Assert.Throws<TimeoutException>(() => connection.Flush(TimeSpan.FromMilliseconds(20)));
        Assert.Contains("still writing after 20 ms", late.Message, StringComparison.Ordinal);
        using var cancelled = new CancellationTokenSource();
        Task second = connection.FlushAsync(cancelled.Token).AsTask();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        using var peer = new LineReader(pair.Peer, new LineOptions { MaxLineLength = 1 << 22 });
        Assert.Equal(big, peer.ReadLine(Long));
        await first;
        connection.WriteLine("after");
        connection.Flush(Long);
        Assert.Equal("after", peer.ReadLine(Long));
    }

    public static TheoryData<string> Forms => [.. Writes.Keys];

    private static readonly Dictionary<string, Func<LineWriter, CancellationToken, ValueTask>> Writes = new()
    {
        ["a line of characters"] = (w, token) => w.WriteLineAsync("x".AsMemory(), token),
        ["a line of bytes"] = (w, token) => w.WriteLineAsync("x"u8.ToArray().AsMemory(), token),
        ["a line of text"] = (w, token) => w.WriteLineAsync("x", token),
        ["an empty line"] = (w, token) => w.WriteLineAsync(token),
        ["characters"] = (w, token) => w.WriteAsync("x\n".AsMemory(), token),
        ["bytes"] = (w, token) => w.WriteAsync("x\n"u8.ToArray().AsMemory(), token),
        ["text"] = (w, token) => w.WriteAsync("x\n", token),
        ["lines"] = (w, token) => w.WriteLinesAsync(["x"], token),
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_write_that_was_cancelled_before_writes_nothing_and_harms_nothing(string form)
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket);
        using LineWriter writer = pair.Writer();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Writes[form](writer, new CancellationToken(true)).AsTask());
        await Writes[form](writer, Token);
        writer.WriteLine("end");
        writer.Flush();
        using var peer = new LineReader(pair.Peer);
        Assert.Equal(form == "an empty line" ? "" : "x", peer.ReadLine(Long));
        Assert.Equal("end", peer.ReadLine(Long));
    }

    [Fact]
    public async Task Lines_go_out_when_the_buffer_is_full_and_the_last_when_it_is_flushed()
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket);
        using LineWriter writer = pair.Writer(new LineOptions { BufferSize = 256 });
        string[] lines = [.. Enumerable.Range(0, 100).Select(i => $"{i} {new string('x', 50)}")];
        await writer.WriteLinesAsync(lines, Token);
        using var peer = new LineReader(pair.Peer);
        // The buffer holds few of them, so most have gone without a flush.
        for (int i = 0; i < 90; i++)
            Assert.Equal(lines[i], peer.ReadLine(Long));
        await writer.FlushAsync(Token);
        Assert.Equal(lines[90..], peer.ReadLines().Take(10));
    }

    [Fact]
    public async Task With_AutoFlush_lines_are_sent_by_the_call_that_writes_them()
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket);
        using LineWriter writer = pair.Writer();
        writer.AutoFlush = true;
        using var peer = new LineReader(pair.Peer);
        await writer.WriteLinesAsync(["1", "2"], Token);
        Assert.Equal("1", peer.ReadLine(Long));
        Assert.Equal("2", peer.ReadLine(Long));
        await writer.WriteAsync("3\n"u8.ToArray(), Token);
        Assert.Equal("3", peer.ReadLine(Long));
        await writer.WriteAsync("4\n", Token);
        Assert.Equal("4", peer.ReadLine(Long));
        await writer.WriteLineAsync("5", Token);
        Assert.Equal("5", peer.ReadLine(Long));
    }

    [Theory]
    [MemberData(nameof(Media))]
    public void Completing_ends_the_sending_side_alone(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium);
        using LineConnection connection = pair.Connection();
        connection.WriteLine("last");
        connection.Complete();
        using var peer = new LineReader(pair.Peer);
        Assert.Equal("last", peer.ReadLine(Long));
        Assert.Null(peer.ReadLine(Long));
        pair.Send("answer\n"u8);
        Assert.Equal("answer", connection.ReadLine(Long));
    }
}
