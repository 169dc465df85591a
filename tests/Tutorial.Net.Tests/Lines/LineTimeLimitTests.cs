using System.Diagnostics;
using System.Text;

namespace Tutorial.Net.Tests.Lines;

/// <summary>A limit is one of the whole call, however the bytes come; nothing is lost when it passes.</summary>
public class LineTimeLimitTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    public static TheoryData<LineMedium, bool> Forms
    {
        get
        {
            var data = new TheoryData<LineMedium, bool>();
            foreach (LineMedium medium in Enum.GetValues<LineMedium>())
            {
                data.Add(medium, false);
                data.Add(medium, true);
            }

            return data;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<string?> ReadLineAsync(LineReader reader, TimeSpan limit, bool async) =>
        async ? reader.ReadLineAsync(limit, Token).AsTask() : Task.Run(() => reader.ReadLine(limit));

    private static Task<bool> WaitAsync(LineReader reader, TimeSpan limit, bool async) =>
        async ? reader.WaitToReadAsync(limit, Token).AsTask() : Task.Run(() => reader.WaitToRead(limit));

    private static Task ReadExactlyAsync(LineReader reader, byte[] buffer, TimeSpan limit, bool async) =>
        async ? reader.ReadExactlyAsync(buffer, limit, Token).AsTask() : Task.Run(() => reader.ReadExactly(buffer, limit));

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task When_the_time_is_over_nothing_is_lost(LineMedium medium, bool async)
    {
        using LinePair pair = LinePair.Open(medium);
        using LineReader reader = pair.Reader();
        foreach (TimeSpan limit in (TimeSpan[])[TimeSpan.Zero, Short])
        {
            await Assert.ThrowsAsync<TimeoutException>(() => ReadLineAsync(reader, limit, async));
            pair.Send("par"u8);
            await Assert.ThrowsAsync<TimeoutException>(() => ReadLineAsync(reader, limit, async));
            await Assert.ThrowsAsync<TimeoutException>(() => WaitAsync(reader, limit, async));
            await Assert.ThrowsAsync<TimeoutException>(() => ReadExactlyAsync(reader, new byte[12], limit, async));
            pair.Send("tial\nnext\nbo"u8);
            Assert.Equal("partial", await ReadLineAsync(reader, Long, async));
            Assert.True(await WaitAsync(reader, TimeSpan.Zero, async));
            Assert.Equal("next", await ReadLineAsync(reader, TimeSpan.Zero, async));
            byte[] body = new byte[4];
            await Assert.ThrowsAsync<TimeoutException>(() => ReadExactlyAsync(reader, body, limit, async));
            pair.Send("dyrest\n"u8);
            await ReadExactlyAsync(reader, body, Long, async);
            Assert.Equal("body"u8, body);
            Assert.Equal("rest", await ReadLineAsync(reader, Timeout.InfiniteTimeSpan, async));
        }

        pair.PeerSocket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        Assert.Null(await ReadLineAsync(reader, Long, async));
        Assert.False(await WaitAsync(reader, Long, async));
        await Assert.ThrowsAsync<EndOfStreamException>(() => ReadExactlyAsync(reader, new byte[1], Long, async));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_peer_that_drips_does_not_extend_the_time(LineMedium medium, bool async)
    {
        using LinePair pair = LinePair.Open(medium);
        using LineReader reader = pair.Reader();
        using var stop = new CancellationTokenSource();
        int sent = 0;
        // A byte each 5 ms and never a line: a limit of one receive would never pass. A watchdog, not a measurement, ends the drip.
        Task dripping = Task.Run(
            async () =>
            {
                var patience = Stopwatch.StartNew();
                while (!stop.IsCancellationRequested && patience.Elapsed < Long)
                {
                    pair.Send("x"u8);
                    sent++;
                    await Task.Delay(5, Token);
                }
            },
            Token);
        await Assert.ThrowsAsync<TimeoutException>(() => ReadLineAsync(reader, TimeSpan.FromMilliseconds(200), async));
        await Assert.ThrowsAsync<TimeoutException>(() => WaitAsync(reader, TimeSpan.FromMilliseconds(50), async));
        await Assert.ThrowsAsync<TimeoutException>(() => ReadExactlyAsync(reader, new byte[1_000_000], TimeSpan.FromMilliseconds(50), async));
        Assert.False(dripping.IsCompleted);
        await stop.CancelAsync();
        await dripping;
        pair.Send("\n"u8);
        Assert.Equal(new string('x', sent), await ReadLineAsync(reader, Long, async));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_limit_that_is_negative_and_not_infinite_is_refused_even_where_a_line_is_there(LineMedium medium, bool async)
    {
        using LinePair pair = LinePair.Open(medium);
        using LineReader reader = pair.Reader();
        using LineWriter writer = pair.Writer();
        pair.Send("a\nb\n"u8);
        Assert.Equal("a", await ReadLineAsync(reader, Long, async));
        var wrong = TimeSpan.FromTicks(-1);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("timeout", () => ReadLineAsync(reader, wrong, async));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("timeout", () => WaitAsync(reader, wrong, async));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("timeout", () => ReadExactlyAsync(reader, new byte[1], wrong, async));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => writer.Flush(wrong));
        Assert.Equal("b", await ReadLineAsync(reader, TimeSpan.MaxValue, async));
    }

    [Fact]
    public async Task The_callers_own_token_is_told_from_the_time()
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket);
        using LineReader reader = pair.Reader();
        using var source = new CancellationTokenSource();
        Task<string?> read = reader.ReadLineAsync(Long, source.Token).AsTask();
        await source.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(source.Token, e.CancellationToken);
    }

    [Fact]
    public async Task A_non_blocking_socket_is_waited_for()
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket);
        pair.Socket.Blocking = false;
        using LineReader reader = pair.Reader();
        Assert.Throws<TimeoutException>(() => reader.ReadLine(Short));
        Task<string?> read = Task.Run(() => reader.ReadLine(Timeout.InfiniteTimeSpan), Token);
        pair.Send("a\n"u8);
        Assert.Equal("a", await read);
    }

    [Theory]
    [InlineData(LineMedium.Socket)]
    [InlineData(LineMedium.NetworkStream)]
    public async Task A_flush_that_ran_out_of_time_goes_on_without_a_gap(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium, sendBuffer: 4096, receiveBuffer: 4096);
        using LineWriter writer = pair.Writer(new LineOptions { BufferSize = 1 << 22 });
        string line = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i} "));
        writer.WriteLine(line);
        Assert.Throws<TimeoutException>(() => writer.Flush(TimeSpan.Zero));
        Assert.Throws<TimeoutException>(() => writer.Flush(Short));
        Task<byte[]> received = pair.ReceiveAllAsync();
        writer.Flush(Long);
        writer.Complete();
        Assert.Equal(line + "\n", Encoding.ASCII.GetString(await received));
    }

    [Fact]
    public void A_stream_whose_flush_ran_out_of_time_is_unusable_and_says_so()
    {
        using LinePair pair = LinePair.Open(LineMedium.SslStream, sendBuffer: 4096, receiveBuffer: 4096);
        using LineWriter writer = pair.Writer(new LineOptions { BufferSize = 1 << 22 });
        writer.WriteLine(new string('x', 1 << 21));
        Assert.Throws<TimeoutException>(() => writer.Flush(Short));
        Assert.IsType<TimeoutException>(Assert.Throws<IOException>(() => writer.WriteLine("more")).InnerException);
    }
}
