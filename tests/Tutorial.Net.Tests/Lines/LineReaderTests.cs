using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

public sealed class LineReaderTests : IDisposable
{
    private readonly Socket _peer;
    private readonly Socket _socket;

    public LineReaderTests() => (_peer, _socket) = Loopback.Pair();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SocketError SocketErrorOf(IOException e) => Assert.IsType<SocketException>(e.InnerException).SocketErrorCode;

    public void Dispose()
    {
        _peer.Dispose();
        _socket.Dispose();
    }

    [Fact]
    public void A_receive_timeout_loses_nothing()
    {
        _socket.ReceiveTimeout = 20;
        using var reader = new LineReader(_socket);
        _peer.SendAll("par"u8);
        Assert.Equal(SocketError.TimedOut, SocketErrorOf(Assert.Throws<IOException>(() => reader.ReadLine())));
        _peer.SendAll("tial\nnext\n"u8);
        Assert.Equal("partial", reader.ReadLine());
        Assert.Equal("next", reader.ReadLine());
    }

    [Fact]
    public async Task A_cancelled_read_loses_nothing()
    {
        using var reader = new LineReader(_socket);
        _peer.SendAll("par"u8);
        using (var source = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            ValueTask<string?> read = reader.ReadLineAsync(source.Token);
            SpinWait.SpinUntil(() => _socket.Available == 0);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        }

        _peer.SendAll("tial\nnext\n"u8);
        Assert.Equal("partial", await reader.ReadLineAsync(Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.ReadLineAsync(new CancellationToken(true)));
        Assert.Equal("next", await reader.ReadLineAsync(Token));
    }

    [Fact]
    public void No_data_on_a_non_blocking_socket_is_not_the_end()
    {
        _socket.Blocking = false;
        using var reader = new LineReader(_socket);
        Assert.Equal(SocketError.WouldBlock, SocketErrorOf(Assert.Throws<IOException>(() => reader.WaitToRead())));
        _peer.SendAll("a\n"u8);
        SpinWait.SpinUntil(() => _socket.Available > 0);
        Assert.Equal("a", reader.ReadLine());
        _peer.Shutdown(SocketShutdown.Send);
        _socket.Blocking = true;
        Assert.Null(reader.ReadLine());
        Assert.Null(reader.ReadLine());
        Assert.False(reader.WaitToRead());
    }

    [Fact]
    public void A_borrowed_socket_outlives_its_reader_and_an_owned_one_does_not()
    {
        using (var reader = new LineReader(_socket))
        {
            _peer.SendAll("a\n"u8);
            Assert.Equal("a", reader.ReadLine());
        }

        using (var reader = new LineReader(_socket, ownsSocket: true))
        {
            _peer.SendAll("b\n"u8);
            Assert.Equal("b", reader.ReadLine());
        }

        Assert.Throws<ObjectDisposedException>(() => _socket.Receive(new byte[1]));
    }

    [Fact]
    public async Task A_stream_is_borrowed_unless_it_is_owned()
    {
        var stream = new ScriptedStream();
        await using (new LineReader(stream))
        {
        }

        Assert.False(stream.IsDisposed);
        using (new LineReader(stream, ownsStream: true))
        {
        }

        Assert.True(stream.IsDisposed);
    }

    [Fact]
    public void Disposing_ends_a_pending_read_of_an_owned_socket_and_later_use_is_refused()
    {
        var reader = new LineReader(_socket, ownsSocket: true);
        using var reading = new ManualResetEventSlim();
        Task<string?> read = Task.Factory.StartNew(
            () =>
            {
                reading.Set();
                return reader.ReadLine();
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        reading.Wait(Token);
        reader.Dispose();
        reader.Dispose();
        Exception e = Assert.ThrowsAny<Exception>(() => read.GetAwaiter().GetResult());
        Assert.True(e is ObjectDisposedException or IOException, e.ToString());
        Assert.Throws<ObjectDisposedException>(() => reader.WaitToRead());
    }

    [Fact]
    public async Task A_disposed_reader_calls_itself_by_its_own_name()
    {
        _peer.SendAll("a\nb\nc\n"u8);
        var reader = new LineReader(_socket);
        Assert.Equal("a", reader.ReadLine());
        reader.Dispose();
        foreach (Func<object?> read in (Func<object?>[])
            [
                () => reader.TryRead(out _), () => reader.WaitToRead(), () => reader.WaitToRead(TimeSpan.Zero), () => reader.ReadLine(),
                () => reader.ReadLine(TimeSpan.Zero), () => reader.ReadLines().Count(), () => reader.Buffered, () => reader.IsBetweenLines,
            ])
        {
            Assert.Equal(typeof(LineReader).FullName, Assert.Throws<ObjectDisposedException>(read).ObjectName);
        }

        foreach (Func<Task> read in (Func<Task>[])
            [
                () => reader.WaitToReadAsync(Token).AsTask(), () => reader.WaitToReadAsync(TimeSpan.Zero, Token).AsTask(),
                () => reader.ReadLineAsync(Token).AsTask(), () => reader.ReadLineAsync(new CancellationToken(true)).AsTask(),
                () => reader.ReadExactlyAsync(new byte[1], Token).AsTask(), () => reader.ReadExactlyAsync(new byte[1], TimeSpan.Zero, Token).AsTask(),
                () => Task.Run(() => reader.ReadExactly(new byte[1])), () => Task.Run(() => reader.ReadExactly(new byte[1], TimeSpan.Zero)),
            ])
        {
            Assert.Equal(typeof(LineReader).FullName, (await Assert.ThrowsAsync<ObjectDisposedException>(read)).ObjectName);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lines_then_exactly_then_lines_keep_every_byte(bool async)
    {
        using var reader = new LineReader(_socket, new LineOptions { BufferSize = 128 });
        byte[] body = new byte[200_000];
        new Random(1).NextBytes(body);
        Task sending = Task.Run(() => _peer.SendAll([.. "PUT 200000\r\n"u8, .. body, .. "DONE\r\ntail"u8]), Token);
        Assert.Equal("PUT 200000", async ? await reader.ReadLineAsync(Token) : reader.ReadLine());
        byte[] got = new byte[body.Length];
        if (async)
            await reader.ReadExactlyAsync(got, Token);
        else
            reader.ReadExactly(got);
        Assert.Equal(body, got);
        await sending;
        _peer.Shutdown(SocketShutdown.Send);
        Assert.Equal("DONE", reader.ReadLine());
        Assert.Equal("tail", reader.ReadLine());
        Assert.Null(reader.ReadLine());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exactly_past_the_end_says_how_much_there_was_and_leaves_it(bool async)
    {
        using var reader = new LineReader(new ScriptedStream("head\n0123456"u8.ToArray(), "789\n01234567"u8.ToArray()));
        Assert.Equal("head", reader.ReadLine());
        var e = await Assert.ThrowsAsync<EndOfStreamException>(async () =>
        {
            if (async)
                await reader.ReadExactlyAsync(new byte[36], Token);
            else
                reader.ReadExactly(new byte[36]);
        });
        Assert.Contains("19 of 36", e.Message, StringComparison.Ordinal);
        Assert.Equal("0123456789", reader.ReadLine());
        Assert.Equal("01234567", reader.ReadLine());
        Assert.Null(reader.ReadLine());
    }

    [Fact]
    public async Task A_failed_or_cancelled_exact_read_leaves_what_had_come()
    {
        using var broken = new LineReader(new ScriptedStream("abc"u8.ToArray(), new IOException("gone"), "def\n"u8.ToArray()));
        Assert.Throws<IOException>(() => broken.ReadExactly(new byte[6]));
        Assert.Equal("abcdef", broken.ReadLine());

        using var reader = new LineReader(_socket);
        _peer.SendAll("h\nabc"u8);
        Assert.Equal("h", await reader.ReadLineAsync(Token));
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ValueTask read = reader.ReadExactlyAsync(new byte[6], source.Token);
        SpinWait.SpinUntil(() => _socket.Available == 0);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        _peer.SendAll("def"u8);
        byte[] six = new byte[6];
        await reader.ReadExactlyAsync(six, Token);
        Assert.Equal("abcdef"u8, six);
    }

    [Fact]
    public void A_body_behind_a_CR_does_not_begin_with_its_LF()
    {
        using var reader = new LineReader(
            new ScriptedStream("head\r"u8.ToArray(), "\n"u8.ToArray(), "body"u8.ToArray()), new LineOptions { Terminator = LineTerminator.Universal });
        Assert.Equal("head", reader.ReadLine());
        byte[] body = new byte[4];
        reader.ReadExactly(body);
        Assert.Equal("body"u8, body);
    }

    [Fact]
    public void Another_reader_goes_on_where_one_left_off_when_nothing_was_read_ahead()
    {
        _peer.SendAll("A\n"u8);
        using (var first = new LineReader(_socket))
        {
            Assert.Equal("A", first.ReadLine());
            Assert.True(first.Buffered.IsEmpty);
        }

        _peer.SendAll("B\nC"u8);
        using var second = new LineReader(_socket);
        Assert.Equal("B", second.ReadLine());
        Assert.Equal("C"u8, second.Buffered.Span);
    }

    [Fact]
    public void Reading_lines_and_writing_lines_in_turn_loses_nothing()
    {
        // cpython#80109: a write used to drop what was read ahead.
        using var reader = new LineReader(_socket);
        using var writer = new LineWriter(_socket) { AutoFlush = true };
        using var answers = new LineReader(_peer);
        _peer.SendAll("1\n2\n3\n"u8);
        foreach (string expected in (string[])["1", "2", "3"])
        {
            string line = reader.ReadLine()!;
            writer.WriteLine("got " + line);
            Assert.Equal("got " + expected, answers.ReadLine());
        }
    }

    [Fact]
    public void An_error_after_data_comes_after_the_data_and_each_time_again()
    {
        using var reader = new LineReader(_socket);
        _peer.SendAll("a\nb"u8);
        Assert.Equal("a", reader.ReadLine());
        _peer.Reset();
        Assert.Throws<IOException>(() => reader.ReadLine());
        Assert.Equal("b"u8, reader.Buffered.Span);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1 << 30)]
    public async Task A_stream_that_lies_about_its_count_is_an_error(int count)
    {
        using var reader = new LineReader(new ScriptedStream { FalseCount = count });
        Assert.Throws<IOException>(() => reader.ReadLine());
        await Assert.ThrowsAsync<IOException>(async () => await reader.ReadLineAsync(Token));
        using var later = new LineReader(new ScriptedStream { FalseCount = count, IsAsynchronous = true });
        await Assert.ThrowsAsync<IOException>(async () => await later.ReadLineAsync(Token));
    }

    [Fact]
    public async Task Enumerations_give_every_line_and_may_be_left_and_taken_up_again()
    {
        using var reader = new LineReader(new ScriptedStream("a\nb\nc\nd"u8.ToArray()));
        Assert.Equal("a", reader.ReadLines().First());
        Assert.Equal(["b", "c"], reader.ReadLines().Take(2));
        var rest = new List<string>();
        await foreach (string line in reader.ReadLinesAsync(Token))
            rest.Add(line);
        Assert.Equal(["d"], rest);
    }

    [Fact]
    public void Text_is_decoded_once_the_line_is_whole()
    {
        using var reader = new LineReader(new ScriptedStream(new byte[] { 0xE2 }, new byte[] { 0x82 }, new byte[] { 0xAC, 10, 0xE2, 0x82, 10 }));
        Assert.Equal("€", reader.ReadLine());
        Assert.Equal("\uFFFD", reader.ReadLine());
        var strict = new LineOptions { Encoding = new UTF8Encoding(false, throwOnInvalidBytes: true) };
        using var other = new LineReader(new ScriptedStream(new byte[] { 0xFF, 10, 97, 10 }), strict);
        Assert.Throws<DecoderFallbackException>(() => other.ReadLine());
        Assert.Equal("a", other.ReadLine());
    }

    [Fact]
    public async Task An_idle_connection_holds_no_buffer()
    {
        using var reader = new LineReader(_socket);
        for (int i = 0; i < 3; i++)
        {
            ValueTask<bool> waiting = reader.WaitToReadAsync(Token);
            Assert.False(waiting.IsCompleted);
            Assert.Equal(0, reader.BufferCapacity);
            _peer.SendAll("ping\n"u8);
            Assert.True(await waiting);
            Assert.True(reader.TryRead(out _));
            Assert.False(reader.TryRead(out _));
        }

        _peer.SendAll("head\nbo"u8);
        Assert.Equal("head", await reader.ReadLineAsync(Token));
        byte[] body = new byte[4];
        ValueTask exactly = reader.ReadExactlyAsync(body, Token);
        Assert.False(exactly.IsCompleted);
        Assert.Equal(0, reader.BufferCapacity);
        _peer.SendAll("dy"u8);
        await exactly;
        Assert.Equal("body"u8, body);
    }

    [Fact]
    public void Byte_lines_cost_no_allocation()
    {
        using var reader = new LineReader(_socket);
        Pass(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Pass(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Pass(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                _peer.SendAll("one\ntwo\nthree\n"u8);
                for (int line = 0; line < 3; line++)
                {
                    reader.WaitToRead();
                    reader.TryRead(out _);
                }
            }
        }
    }

    [Fact]
    public async Task Byte_lines_cost_no_allocation_asynchronously()
    {
        // The data is there before the wait: the allocations of the machinery that resumes one are the runtime's.
        using var reader = new LineReader(_socket);
        await Pass(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task measured = Pass(1000);
        Assert.True(measured.IsCompletedSuccessfully);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);

        async Task Pass(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                _peer.SendAll("one\ntwo\nthree\n"u8);
                SpinWait.SpinUntil(() => _socket.Available == 14);
                for (int line = 0; line < 3; line++)
                {
                    await reader.WaitToReadAsync(CancellationToken.None);
                    reader.TryRead(out _);
                }
            }
        }
    }
}
