using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Failed I/O is an <see cref="IOException"/> whatever lies beneath.</summary>
public class LineFailureTests
{
    public static TheoryData<LineMedium> Media => LinePair.Media;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Media))]
    public async Task A_reset_is_an_IOException_of_every_read_with_the_sockets_own_inside(LineMedium medium)
    {
        foreach (Func<LineReader, Task> read in (Func<LineReader, Task>[])
            [
                r => Task.Run(() => r.ReadLine()), r => Task.Run(() => r.WaitToRead()), r => Task.Run(() => r.ReadLine(TimeSpan.FromSeconds(30))),
                r => Task.Run(() => r.ReadExactly(new byte[9])), r => Task.Run(() => r.ReadExactly(new byte[9], TimeSpan.FromSeconds(30))),
                r => Task.Run(() => r.ReadLines().Count()), r => r.ReadLineAsync(Token).AsTask(), r => r.WaitToReadAsync(Token).AsTask(),
                r => r.ReadLineAsync(TimeSpan.FromSeconds(30), Token).AsTask(), r => r.ReadExactlyAsync(new byte[9], Token).AsTask(),
                r => r.AsStream().ReadAsync(new byte[9], Token).AsTask(), r => Task.Run(() => r.AsStream().Read(new byte[9])),
            ])
        {
            using LinePair pair = LinePair.Open(medium);
            using LineReader reader = pair.Reader();
            pair.PeerSocket.Reset();
            var e = await Assert.ThrowsAsync<IOException>(() => read(reader));
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(Innermost(e)).SocketErrorCode);
        }
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task What_was_buffered_stays_readable_after_a_reset(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium);
        using LineReader reader = pair.Reader();
        pair.Send("a\nb\nta"u8);
        Assert.Equal("a", reader.ReadLine());
        pair.PeerSocket.Reset();
        Assert.Equal("b", await reader.ReadLineAsync(Token));
        await Assert.ThrowsAsync<IOException>(async () => await reader.ReadLineAsync(Token));
        Assert.Equal("ta"u8, reader.Buffered.Span);
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task A_failed_send_is_an_IOException_of_every_write(LineMedium medium)
    {
        foreach (Func<LineWriter, Task> write in (Func<LineWriter, Task>[])
            [
                w => Task.Run(() => w.WriteLine("x")), w => Task.Run(() => w.Write("x"u8)), w => w.WriteLineAsync("x", Token).AsTask(),
                w => Task.Run(() => { w.WriteLine("x"); w.Flush(TimeSpan.FromSeconds(30)); }), w => w.WriteAsync("x", Token).AsTask(),
                w => Task.Run(() => { w.WriteLine("x"); w.Complete(); }), w => Task.Run(async () => { w.WriteLine("x"); await w.CompleteAsync(Token); }),
            ])
        {
            using LinePair pair = LinePair.Open(medium);
            using LineWriter writer = pair.Writer();
            writer.AutoFlush = true;
            pair.PeerSocket.Reset();
            IOException? failure = null;
            for (int i = 0; i < 1000 && failure is null; i++)
                failure = (IOException?)await Record.ExceptionAsync(() => write(writer));
            Assert.NotNull(failure);
            Assert.IsType<SocketException>(Innermost(failure));
        }
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task A_time_that_the_socket_itself_allows_is_an_IOException_and_loses_nothing(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium);
        pair.Socket.ReceiveTimeout = 20;
        using LineReader reader = pair.Reader();
        pair.Send("par"u8);
        var e = Assert.Throws<IOException>(() => reader.ReadLine());
        Assert.Equal(SocketError.TimedOut, Assert.IsType<SocketException>(Innermost(e)).SocketErrorCode);
        pair.Send("tial\n"u8);
        Assert.Equal("partial", await reader.ReadLineAsync(Token));
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task A_cancelled_read_of_a_part_loses_nothing(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium);
        using LineReader reader = pair.Reader();
        for (int i = 0; i < 10; i++)
        {
            pair.Send("par"u8);
            using var source = new CancellationTokenSource();
            Task<string?> read = reader.ReadLineAsync(source.Token).AsTask();
            Assert.False(read.IsCompleted);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
            pair.Send("tial\n"u8);
            Assert.Equal("partial", await reader.ReadLineAsync(Token));
        }
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    [Theory]
    [InlineData(20)]
    [InlineData(2)]
    public void What_a_stream_says_it_sent_counts_its_own_bytes_and_ends_the_writer(int sent)
    {
        var stream = new ScriptedStream { WriteFailure = new SendIncompleteException(sent, SocketError.TimedOut) };
        var writer = new LineWriter(stream);
        writer.WriteLine("PING");
        var e = Assert.Throws<IOException>(writer.Flush);
        Assert.IsType<SendIncompleteException>(e.InnerException);
        stream.WriteFailure = null;
        Assert.Throws<IOException>(() => writer.WriteLine("x"));
        writer.Dispose();
        Assert.Empty(stream.Written.ToArray());
    }

    [Fact]
    public async Task A_write_of_many_bytes_that_is_cancelled_in_the_middle_ends_the_writer()
    {
        using var cancellation = new CancellationTokenSource();
        var stream = new CancellingStream(cancellation);
        var writer = new LineWriter(stream, new LineOptions { BufferSize = 64 });
        byte[] body = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WriteAsync(body, cancellation.Token).AsTask());
        Assert.Throws<IOException>(() => writer.WriteLine("QUIT"));
        await writer.DisposeAsync();
        Assert.Equal(body[..(int)stream.Length], stream.ToArray());
    }

    [Fact]
    public async Task A_write_that_is_cancelled_once_all_of_it_is_buffered_leaves_the_writer_usable()
    {
        using var cancellation = new CancellationTokenSource();
        var stream = new CancellingStream(cancellation);
        var writer = new LineWriter(stream, new LineOptions { BufferSize = 64 });
        byte[] body = [.. Enumerable.Range(0, 128).Select(i => (byte)i)];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WriteAsync(body, cancellation.Token).AsTask());
        writer.WriteLine("QUIT");
        await writer.FlushAsync(Token);
        Assert.Equal([.. body, .. "QUIT\n"u8], stream.ToArray());
    }

    /// <summary>Cancels a token at its first write.</summary>
    private sealed class CancellingStream(CancellationTokenSource cancellation) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            cancellation.Cancel();
            return default;
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
