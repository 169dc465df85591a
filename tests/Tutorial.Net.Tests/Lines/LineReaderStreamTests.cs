using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>What follows a line: as a stream, for another reader, and under another terminator.</summary>
public class LineReaderStreamTests
{
    public static TheoryData<LineMedium> Media => LinePair.Media;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Media))]
    public async Task A_stream_gives_what_is_buffered_then_the_rest_and_lines_may_go_on(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium);
        using LineReader reader = pair.Reader();
        pair.Send("head\nbody"u8);
        Assert.Equal("head", reader.ReadLine());
        Stream stream = reader.AsStream();
        byte[] buffer = new byte[100];
        Assert.Equal(2, stream.Read(buffer.AsSpan(0, 2)));
        Assert.Equal(0, stream.Read([]));
        Assert.Equal(2, await stream.ReadAsync(buffer.AsMemory(2), Token));
        Assert.Equal("body"u8, buffer.AsSpan(0, 4));
        ValueTask<int> next = stream.ReadAsync(buffer, Token);
        Assert.False(next.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => reader.TryRead(out _));
        pair.Send("more"u8);
        Assert.Equal(4, await next);
        ValueTask<int> nothing = stream.ReadAsync(Memory<byte>.Empty, Token);
        Assert.False(nothing.IsCompleted);
        pair.Send("line\n!"u8);
        Assert.Equal(0, await nothing);
        Assert.Equal("line", await reader.ReadLineAsync(Token));
        Assert.Equal('!', stream.ReadByte());
        Assert.True(reader.IsBetweenLines);

        await stream.WriteAsync("from "u8.ToArray(), Token);
        stream.Write("here"u8);
        await stream.FlushAsync(Token);
        await stream.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => stream.Read(buffer));
        Assert.Throws<ObjectDisposedException>(() => stream.Write(buffer));
        Assert.False(stream.CanRead || stream.CanWrite || stream.CanSeek);
        pair.Send("last\n"u8);
        Assert.Equal("last", reader.ReadLine());
        Task<byte[]> received = pair.ReceiveAllAsync();
        pair.CloseOwn();
        Assert.Equal("from here"u8.ToArray(), await received);
    }

    [Fact]
    public async Task A_line_that_is_being_thrown_away_and_the_LF_of_a_CR_are_not_in_the_stream()
    {
        using var tooLong = new LineReader(new ScriptedStream("12345"u8.ToArray(), "67\nrest"u8.ToArray()), new LineOptions { MaxLineLength = 3 });
        Assert.Throws<LineTooLongException>(() => tooLong.ReadLine());
        Assert.Equal("rest", await new StreamReader(tooLong.AsStream()).ReadToEndAsync(Token));
        using var universal = new LineReader(
            new ScriptedStream("a\r"u8.ToArray(), "\nrest"u8.ToArray()), new LineOptions { Terminator = LineTerminator.Universal });
        Assert.Equal("a", universal.ReadLine());
        Assert.Equal("rest", new StreamReader(universal.AsStream()).ReadToEnd());
        Assert.Equal(-1, universal.AsStream().ReadByte());
    }

    [Fact]
    public async Task TLS_and_a_pipe_go_on_over_the_stream()
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket);
        using LineReader reader = pair.Reader();
        pair.Send("200 connected\n"u8);
        Assert.Equal("200 connected", reader.ReadLine());
        using var tls = new SslStream(reader.AsStream(), false, TestCertificate.IsOurs);
        using var peerTls = new SslStream(pair.Peer);
        await Task.WhenAll(tls.AuthenticateAsClientAsync("localhost"), peerTls.AuthenticateAsServerAsync(TestCertificate.Value));
        await peerTls.WriteAsync("secret\n"u8.ToArray(), Token);
        using var lines = new LineReader(tls);
        Assert.Equal("secret", await lines.ReadLineAsync(Token));
        using var writer = new LineWriter(tls);
        writer.WriteLine("mine");
        writer.Flush();
        Assert.Equal("mine", new StreamReader(peerTls).ReadLine());

        using var body = new LineReader(new ScriptedStream("h\nthe "u8.ToArray(), "body"u8.ToArray()));
        Assert.Equal("h", body.ReadLine());
        PipeReader pipe = PipeReader.Create(body.AsStream());
        ReadResult result = await pipe.ReadAtLeastAsync(100, Token);
        Assert.Equal("the body", Encoding.ASCII.GetString(result.Buffer));
    }

    [Theory]
    [MemberData(nameof(Media))]
    public void Another_reader_begins_with_what_one_has_buffered(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium);
        pair.Send("one\ntwo;thr"u8);
        using LineReader first = pair.Reader();
        Assert.Equal("one", first.ReadLine());
        var options = new LineOptions { Terminator = LineTerminator.Custom(";"u8) };
        using LineReader second = pair.Reader(first.Buffered, options);
        first.Dispose();
        Assert.Equal("two", second.ReadLine());
        pair.Send("ee;"u8);
        Assert.Equal("three", second.ReadLine());
    }

    [Fact]
    public async Task The_terminator_may_change_between_lines()
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket);
        using LineReader reader = pair.Reader(new LineOptions { Terminator = LineTerminator.CrLf });
        pair.Send("DATA\r\nfirst\r\n..second\r\n.\r\nQUIT\r\n"u8);
        Assert.Equal("DATA", reader.ReadLine());
        reader.Terminator = LineTerminator.Custom("\r\n.\r\n"u8);
        Assert.Equal("first\r\n..second", reader.ReadLine());
        reader.Terminator = LineTerminator.CrLf;
        Assert.Equal("QUIT", reader.ReadLine());
        Task<string?> read = reader.ReadLineAsync(Token).AsTask();
        Assert.Throws<InvalidOperationException>(() => reader.Terminator = LineTerminator.Lf);
        Assert.Same(LineTerminator.CrLf, reader.Terminator);
        pair.Send("a\r\n"u8);
        Assert.Equal("a", await read);
        reader.Terminator = LineTerminator.AnyOf(";\n"u8);
        pair.Send("b;c\nd;"u8);
        Assert.Equal(["b", "c", "d"], reader.ReadLines().Take(3));
        Assert.Throws<ArgumentNullException>(() => reader.Terminator = null!);
    }

    [Fact]
    public async Task The_stream_has_all_forms_of_reading_and_writing_and_no_position()
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket);
        using LineReader reader = pair.Reader();
        pair.Send("line\nabcdef"u8);
        Assert.Equal("line", reader.ReadLine());
        Stream stream = reader.AsStream();
        byte[] space = new byte[4];
        stream.ReadExactly(space, 1, 2);
        Assert.Equal("\0ab\0"u8, space);
#pragma warning disable CA1835 // The forms with an array are what is tested.
        Assert.Equal(2, await stream.ReadAsync(space, 2, 2, Token));
        Assert.Equal("\0acd"u8, space);
        await stream.WriteAsync("<12>"u8.ToArray(), 1, 2, Token);
#pragma warning restore CA1835
        stream.Write("<34>"u8.ToArray(), 1, 2);
        await stream.FlushAsync(Token);
        byte[] got = new byte[4];
        pair.Peer.ReadExactly(got);
        Assert.Equal("1234"u8, got);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stream.ReadAsync(space, 3, 2, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stream.WriteAsync(space, 3, 2, Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Write(space, 3, 2));

        Assert.False(stream.CanSeek);
        Assert.Throws<NotSupportedException>(() => stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Position);
        Assert.Throws<NotSupportedException>(() => stream.Position = 0);
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(0));

        Assert.True(stream.CanRead && stream.CanWrite);
        stream.Dispose();
        Assert.False(stream.CanRead || stream.CanWrite);
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
        Assert.Throws<ObjectDisposedException>(() => stream.WriteByte(0));
        // The reader is borrowed.
        byte[] rest = new byte[2];
        reader.ReadExactly(rest);
        Assert.Equal("ef"u8, rest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_read_behind_a_refused_line_leaves_the_reader_between_lines(int count)
    {
        using var reader = new LineReader(new ScriptedStream("12345\nxyz"u8[..(6 + count)].ToArray()), new LineOptions { MaxLineLength = 3 });
        Assert.Throws<LineTooLongException>(() => reader.ReadLine());
        Assert.Equal(count, reader.AsStream().Read(new byte[8]));
        Assert.True(reader.IsBetweenLines);
    }

    [Fact]
    public void A_stream_that_cannot_be_written_says_so()
    {
        using var reader = new LineReader(new MemoryStream([], writable: false));
        Assert.False(reader.AsStream().CanWrite);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_that_never_ended_ends_the_stream_too(bool isAsync)
    {
        using var reader = new LineReader(new ScriptedStream("12345"u8.ToArray()), new LineOptions { MaxLineLength = 3 });
        Assert.Throws<LineTooLongException>(() => reader.ReadLine());
        Stream stream = reader.AsStream();
        Assert.Equal(0, isAsync ? await stream.ReadAsync(new byte[8], Token) : stream.Read(new byte[8]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_after_a_line_whose_end_is_still_open_begin_behind_it(bool isAsync)
    {
        using var reader = new LineReader(
            new ScriptedStream("a\r"u8.ToArray(), "\n"u8.ToArray(), "bcd"u8.ToArray()), new LineOptions { Terminator = LineTerminator.Universal });
        Assert.Equal("a", reader.ReadLine());
        byte[] bytes = new byte[2];
        if (isAsync)
        {
            await reader.ReadExactlyAsync(Memory<byte>.Empty, Token);
            await reader.ReadExactlyAsync(bytes, Timeout.InfiniteTimeSpan, Token);
        }
        else
        {
            reader.ReadExactly([]);
            reader.ReadExactly(bytes, Timeout.InfiniteTimeSpan);
        }

        Assert.Equal("bc"u8, bytes);
        EndOfStreamException e = isAsync
            ? await Assert.ThrowsAsync<EndOfStreamException>(async () => await reader.ReadExactlyAsync(bytes, Token))
            : Assert.Throws<EndOfStreamException>(() => reader.ReadExactly(bytes));
        Assert.Contains("1", e.Message, StringComparison.Ordinal);
        Assert.Equal("d", reader.ReadLine());
    }

    [Fact]
    public async Task Where_nothing_is_buffered_a_read_waits_for_what_comes_next_whatever_lies_beneath()
    {
        using var reader = new LineReader(new ScriptedStream("h\n"u8.ToArray(), "one"u8.ToArray(), "two"u8.ToArray()));
        Assert.Equal("h", reader.ReadLine());
        Stream stream = reader.AsStream();
        byte[] space = new byte[10];
        Assert.Equal(3, stream.Read(space));
        Assert.Equal(3, await stream.ReadAsync(space, Token));
        Assert.Equal("two"u8, space.AsSpan(0, 3));
        Assert.Equal(0, stream.Read(space));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_that_were_never_buffered_end_a_line_being_cut_as_buffered_ones_do(bool isAsync)
    {
        var options = new LineOptions { MaxLineLength = 3, Overflow = LineOverflow.Truncate };
        using var reader = new LineReader(new ScriptedStream("12345678\n"u8.ToArray(), "raw"u8.ToArray(), "next\n"u8.ToArray()), options);
        Assert.True(reader.WaitToRead());
        byte[] raw = new byte[3];
        Stream stream = reader.AsStream();
        Assert.Equal(3, isAsync ? await stream.ReadAsync(raw, Token) : stream.Read(raw));
        Assert.Equal("raw"u8, raw);
        Assert.True(reader.IsBetweenLines);
        Assert.False(reader.TryRead(out _));
        Assert.Equal("nex", reader.ReadLine());
    }

    [Fact]
    public async Task A_stream_from_before_the_start_of_TLS_writes_under_TLS()
    {
        (Socket own, Socket other) = Loopback.Pair();
        using var client = new LineConnection(own);
        using var server = new LineConnection(other);
        Stream stream = client.Reader.AsStream();
        await Task.WhenAll(
            client.StartTlsAsync(
                new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = TestCertificate.IsOurs },
                Token).AsTask(),
            server.StartTlsAsync(new SslServerAuthenticationOptions { ServerCertificate = TestCertificate.Value }, Token).AsTask());
        stream.Write("secret\n"u8);
        await stream.WriteAsync("more\n"u8.ToArray(), Token);
        Assert.Equal("secret", await server.ReadLineAsync(Token));
        Assert.Equal("more", await server.ReadLineAsync(Token));
    }
}
