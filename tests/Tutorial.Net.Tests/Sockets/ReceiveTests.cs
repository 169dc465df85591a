using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Sockets;

public sealed class ReceiveTests : IDisposable
{
    private readonly Socket _socket;
    private readonly Socket _peer;

    public ReceiveTests()
    {
        (_socket, _peer) = Loopback.Pair();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chunks_are_what_each_receive_gave_and_end_at_the_peers_close(bool asynchronous)
    {
        using IEnumerator<string> chunks = Chunks(asynchronous, bufferSize: 10).GetEnumerator();

        _peer.SendAll("abc"u8);
        Assert.True(await NextAsync(chunks));
        Assert.Equal("abc", chunks.Current);

        _peer.SendAll("defghijklmno"u8);
        Assert.True(await NextAsync(chunks));
        Assert.Equal("defghijklm", chunks.Current); // cut by the buffer, not by the sender
        Assert.True(await NextAsync(chunks));
        Assert.Equal("no", chunks.Current);

        _peer.Close();
        Assert.False(await NextAsync(chunks));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_buffer_of_one_byte_gives_each_byte_by_itself(bool asynchronous)
    {
        _peer.SendAll("abc"u8);

        Assert.Equal(["a", "b", "c"], await Task.Run(() => Chunks(asynchronous, bufferSize: 1).Take(3).ToList()));
    }

    [Fact]
    public void Chunks_reuse_one_buffer()
    {
        using IEnumerator<ReadOnlyMemory<byte>> chunks = _socket.ReceiveChunks(100).GetEnumerator();
        _peer.SendAll("abc"u8);
        chunks.MoveNext();
        ReadOnlyMemory<byte> first = chunks.Current;
        _peer.SendAll("xyz"u8);
        chunks.MoveNext();

        Assert.Equal("xyz"u8, first.Span);
        Assert.Equal("xyz"u8, chunks.Current.Span);
    }

    [Fact]
    public void A_chunk_allocates_nothing()
    {
        using IEnumerator<ReadOnlyMemory<byte>> chunks = _socket.ReceiveChunks().GetEnumerator();
        for (int i = 0; i < 100; i++)
            Exchange();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Exchange();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Exchange()
        {
            _peer.SendAll("abc"u8);
            chunks.MoveNext();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_throws_instead_of_ending(bool asynchronous)
    {
        using IEnumerator<string> chunks = Chunks(asynchronous).GetEnumerator();
        _peer.SendAll("abc"u8);
        await NextAsync(chunks);

        _peer.Reset();

        var error = await Assert.ThrowsAsync<SocketException>(() => NextAsync(chunks));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [Fact]
    public async Task A_non_blocking_socket_is_waited_for()
    {
        _socket.Blocking = false;
        _peer.Blocking = false;
        Task<List<string>> all = Task.Run(() => Chunks(asynchronous: false).ToList());
        Task exactly = Task.Run(() => _peer.ReceiveExactly(new byte[3]));

        _peer.SendAll("abc"u8);
        _socket.SendAll("123"u8);
        await exactly;
        _peer.Close();

        Assert.Equal("abc", string.Concat(await all));
        Assert.False(_socket.Blocking);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_a_receive_timeout_a_new_enumeration_goes_on(bool blocking)
    {
        _socket.Blocking = blocking;
        _socket.ReceiveTimeout = 20;
        var error = Assert.Throws<SocketException>(() => _socket.ReceiveChunks().Count());
        Assert.Equal(SocketError.TimedOut, error.SocketErrorCode);

        _peer.SendAll("abc"u8);
        Assert.Equal(3, _socket.ReceiveChunks().First().Length);
    }

    [Fact]
    public async Task A_cancelled_enumeration_loses_no_byte()
    {
        using var cancellation = new CancellationTokenSource();
        IAsyncEnumerator<ReadOnlyMemory<byte>> chunks =
            _socket.ReceiveChunksAsync(cancellationToken: cancellation.Token).GetAsyncEnumerator();
        ValueTask<bool> next = chunks.MoveNextAsync();
        Assert.False(next.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask());
        await chunks.DisposeAsync();

        _peer.SendAll("abc"u8);
        _peer.Close();
        Assert.Equal(["abc"], Chunks(asynchronous: true));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_buffer_below_one_byte_is_rejected_at_the_call(int bufferSize)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _socket.ReceiveChunks(bufferSize));
        Assert.Throws<ArgumentOutOfRangeException>(() => _socket.ReceiveChunksAsync(bufferSize));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exactly_joins_what_comes_in_pieces(bool asynchronous)
    {
        byte[] buffer = new byte[6];
        Task receive = Task.Run(() => ReceiveExactlyAsync(asynchronous, buffer));
        _peer.SendAll("abc"u8);
        _peer.SendAll("defg"u8);
        await receive;

        Assert.Equal("abcdef"u8, buffer);
        await ReceiveExactlyAsync(asynchronous, buffer.AsMemory(0, 1));
        Assert.Equal((byte)'g', buffer[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exactly_says_how_much_of_how_much_came_before_the_end(bool asynchronous)
    {
        _peer.SendAll(new byte[18]);
        _peer.Close();

        var error = await Assert.ThrowsAsync<EndOfStreamException>(() => ReceiveExactlyAsync(asynchronous, new byte[36]));

        Assert.Contains("18 of 36", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Exactly_says_how_much_of_how_much_came_before_the_sockets_own_timeout(bool blocking)
    {
        _socket.Blocking = blocking;
        _socket.ReceiveTimeout = 20;
        _peer.SendAll(new byte[3]);

        var error = Assert.Throws<ReceiveIncompleteException>(() => _socket.ReceiveExactly(new byte[4]));

        Assert.Equal((SocketError.TimedOut, 3, 4), (error.SocketErrorCode, error.BytesReceived, error.BytesWanted));
        Assert.Contains("3 of 4", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Exactly_within_a_limit_can_go_on_from_what_came(bool blocking, bool asynchronous)
    {
        _socket.Blocking = blocking;
        byte[] buffer = new byte[6];
        _peer.SendAll("abc"u8);
        var error = await Assert.ThrowsAsync<ReceiveIncompleteException>(
            () => ReceiveExactlyAsync(asynchronous, buffer, TimeSpan.FromMilliseconds(50)));
        Assert.Equal((SocketError.TimedOut, 3), (error.SocketErrorCode, error.BytesReceived));
        if (!asynchronous)
        {
            _peer.SendAll("d"u8);
            error = Assert.Throws<ReceiveIncompleteException>(() => _socket.ReceiveExactly(buffer.AsSpan(3), TimeSpan.Zero));
            Assert.Equal((SocketError.TimedOut, 1), (error.SocketErrorCode, error.BytesReceived));
        }

        _peer.SendAll(asynchronous ? "def"u8 : "ef"u8);
        int got = asynchronous ? 3 : 4;
        await ReceiveExactlyAsync(asynchronous, buffer.AsMemory(got), TimeSpan.FromSeconds(60));

        Assert.Equal("abcdef"u8, buffer);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exactly_without_any_time_takes_what_is_there(bool asynchronous)
    {
        byte[] buffer = new byte[4];
        for (int i = 0; i < 1_000; i++)
        {
            _peer.SendAll("abc"u8);
            Assert.True(_socket.Poll(60_000_000, SelectMode.SelectRead));
            while (_socket.Available < 3)
                Thread.Yield();

            var error = await Assert.ThrowsAsync<ReceiveIncompleteException>(() => ReceiveExactlyAsync(asynchronous, buffer, TimeSpan.Zero));

            Assert.Equal((SocketError.TimedOut, 3), (error.SocketErrorCode, error.BytesReceived));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_that_sends_a_byte_now_and_then_does_not_hold_it_past_its_limit(bool asynchronous)
    {
        using var stop = new CancellationTokenSource();
        Task drip = Task.Run(
            async () =>
            {
                using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
                while (await every.WaitForNextTickAsync(CancellationToken.None) && !stop.IsCancellationRequested)
                    _peer.SendAll([1]);
            },
            CancellationToken.None);

        // 10,000 bytes at 10 ms would take over a minute and a half.
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        var error = await Assert.ThrowsAsync<ReceiveIncompleteException>(
            () => ReceiveExactlyAsync(asynchronous, new byte[10_000], TimeSpan.FromMilliseconds(200)));

        // The contract is the lower bound; the upper one only keeps a hang from passing.
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds, 195, 5000);
        Assert.Equal(SocketError.TimedOut, error.SocketErrorCode);
        await stop.CancelAsync();
        await drip;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exactly_within_a_limit_ends_at_the_peers_end_and_at_a_reset(bool asynchronous)
    {
        _peer.SendAll(new byte[18]);
        _peer.Shutdown(SocketShutdown.Send);
        var end = await Assert.ThrowsAsync<EndOfStreamException>(
            () => ReceiveExactlyAsync(asynchronous, new byte[36], TimeSpan.FromSeconds(60)));
        Assert.Contains("18 of 36", end.Message, StringComparison.Ordinal);

        (Socket socket, Socket peer) = Loopback.Pair();
        using (socket)
        {
            peer.Reset();
            var reset = await Assert.ThrowsAsync<ReceiveIncompleteException>(async () =>
            {
                if (asynchronous)
                    await socket.ReceiveExactlyAsync(new byte[1], TimeSpan.FromSeconds(60));
                else
                    socket.ReceiveExactly(new byte[1], TimeSpan.FromSeconds(60));
            });
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(-10_000_000)]
    public async Task A_negative_limit_is_refused_even_where_nothing_is_to_come(long ticks)
    {
        TimeSpan negative = TimeSpan.FromTicks(ticks);
        Assert.Throws<ArgumentOutOfRangeException>(() => _socket.ReceiveExactly([], negative));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _socket.ReceiveExactlyAsync(Memory<byte>.Empty, negative).AsTask());
        _socket.ReceiveExactly([], Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public async Task A_cancelled_receive_within_a_limit_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        Task receive = _socket.ReceiveExactlyAsync(new byte[1], TimeSpan.FromSeconds(60), cancellation.Token).AsTask();
        Assert.False(receive.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
    }

    [Fact]
    public async Task A_receive_that_is_cancelled_before_it_begins_leaves_what_is_there()
    {
        var cancelled = new CancellationToken(canceled: true);
        byte[] one = new byte[1];
        _peer.SendAll("a"u8);
        Assert.True(_socket.Poll(60_000_000, SelectMode.SelectRead));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _socket.ReceiveExactlyAsync(one, cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _socket.ReceiveExactlyAsync(one, TimeSpan.Zero, cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _socket.ReceiveExactlyAsync(one, TimeSpan.FromSeconds(60), cancelled).AsTask());

        _socket.ReceiveExactly(one, TimeSpan.Zero);
        Assert.Equal("a"u8, one);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exactly_nothing_returns_at_once(bool asynchronous) =>
        await ReceiveExactlyAsync(asynchronous, Memory<byte>.Empty);

    public void Dispose()
    {
        _socket.Dispose();
        _peer.Dispose();
    }

    private static Task<bool> NextAsync(IEnumerator<string> chunks) => Task.Run(chunks.MoveNext);

    private IEnumerable<string> Chunks(bool asynchronous, int bufferSize = 65536) =>
        (asynchronous ? _socket.ReceiveChunksAsync(bufferSize).ToBlockingEnumerable() : _socket.ReceiveChunks(bufferSize))
        .Select(chunk => System.Text.Encoding.ASCII.GetString(chunk.Span));

    private async Task ReceiveExactlyAsync(bool asynchronous, Memory<byte> buffer, TimeSpan? timeout = null)
    {
        if (asynchronous)
            await (timeout is { } limit ? _socket.ReceiveExactlyAsync(buffer, limit) : _socket.ReceiveExactlyAsync(buffer));
        else if (timeout is { } limit)
            _socket.ReceiveExactly(buffer.Span, limit);
        else
            _socket.ReceiveExactly(buffer.Span);
    }
}
