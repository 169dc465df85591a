using System.Net;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

public class LineWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Text(ScriptedStream stream) => Encoding.UTF8.GetString(stream.Written.ToArray());

    private static LineOptions With(LineTerminator terminator, int bufferSize = 65536) => new() { Terminator = terminator, BufferSize = bufferSize };

    [Fact]
    public async Task A_flush_may_have_more_time_than_any_timer()
    {
        using var pipe = new SlowStream();
        using var writer = new LineWriter(pipe);
        writer.WriteLine("x");
        Task flush = Task.Run(() => writer.Flush(TimeSpan.MaxValue));
        await pipe.Started.Task;
        pipe.Go.SetResult();

        await flush;

        Assert.Equal("x\n"u8, pipe.ToArray());
    }

    [Fact]
    public async Task Every_form_writes_the_line_and_its_terminator()
    {
        var stream = new ScriptedStream();
        using var writer = new LineWriter(stream, With(LineTerminator.CrLf));
        writer.WriteLine("a\u00e9");
        writer.WriteLine("b"u8);
        writer.WriteLines(["c", "", "d"]);
        await writer.WriteLineAsync("e".AsMemory(), Token);
        await writer.WriteLineAsync("f"u8.ToArray().AsMemory(), Token);
        await writer.WriteLinesAsync(Enumerable.Repeat("g", 2), Token);
        Assert.Equal("", Text(stream));
        writer.Flush();
        Assert.Equal("a\u00e9\r\nb\r\nc\r\n\r\nd\r\ne\r\nf\r\ng\r\ng\r\n", Text(stream));
    }

    /// <summary>Buffers have powers of two: one that has room for the text alone has none for the line.</summary>
    [Fact]
    public void Lines_about_as_long_as_a_buffer_go_whole()
    {
        foreach (int length in (int[])[1024, 2048, 4096, 8192])
        {
            for (int off = -4; off <= 4; off++)
            {
                var stream = new ScriptedStream();
                using var writer = new LineWriter(stream, With(LineTerminator.Custom("<>"u8), bufferSize: 16));
                string line = new('x', length + off);
                writer.WriteLine(line);
                writer.WriteLine(Encoding.ASCII.GetBytes(line));
                writer.Flush();
                Assert.Equal($"{line}<>{line}<>", Text(stream));
            }
        }
    }

    [Fact]
    public void Each_terminator_writes_what_it_says()
    {
        foreach ((LineTerminator terminator, string expected) in ((LineTerminator, string)[])
            [(LineTerminator.Lf, "x\n"), (LineTerminator.CrLf, "x\r\n"), (LineTerminator.Universal, "x\n"), (LineTerminator.Custom("#$"u8), "x#$")])
        {
            var stream = new ScriptedStream();
            using (var writer = new LineWriter(stream, With(terminator)))
                writer.WriteLine("x");
            Assert.Equal(expected, Text(stream));
        }
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\r")]
    [InlineData("\n")]
    public async Task A_line_break_in_a_line_is_refused_before_anything_is_written(string text)
    {
        foreach (LineTerminator terminator in (LineTerminator[])[LineTerminator.Lf, LineTerminator.CrLf, LineTerminator.Universal])
        {
            var stream = new ScriptedStream();
            using var writer = new LineWriter(stream, With(terminator)) { AutoFlush = true };
            Assert.Throws<ArgumentException>(nameof(text), () => writer.WriteLine(text));
            Assert.Throws<ArgumentException>(nameof(text), () => writer.WriteLine(Encoding.UTF8.GetBytes(text)));
            Assert.Throws<ArgumentException>("lines", () => writer.WriteLines([text]));
            await Assert.ThrowsAsync<ArgumentException>(nameof(text), async () => await writer.WriteLineAsync(text.AsMemory(), Token));
            await Assert.ThrowsAsync<ArgumentException>("lines", async () => await writer.WriteLinesAsync([text], Token));
            writer.Flush();
            Assert.Equal("", Text(stream));
        }
    }

    [Fact]
    public void With_a_custom_terminator_only_that_breaks_a_line()
    {
        var stream = new ScriptedStream();
        using var writer = new LineWriter(stream, With(LineTerminator.Custom("aa"u8)));
        writer.WriteLine("x\r\ny");
        Assert.Throws<ArgumentException>(() => writer.WriteLine("xaay"));
        // Behind it the terminator would be found one byte early.
        Assert.Throws<ArgumentException>(() => writer.WriteLine("xa"));
        writer.Flush();
        Assert.Equal("x\r\nyaa", Text(stream));
    }

    [Fact]
    public void A_null_line_is_refused_and_those_before_it_are_written()
    {
        var stream = new ScriptedStream();
        using var writer = new LineWriter(stream);
        Assert.Throws<ArgumentNullException>(() => writer.WriteLines(null!));
        Assert.Throws<ArgumentException>("lines", () => writer.WriteLines(["a", null!, "b"]));
        writer.Flush();
        Assert.Equal("a\n", Text(stream));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_is_a_kind_of_NetworkStream_is_completed_as_its_socket(bool isAsync)
    {
        (Socket own, Socket other) = Loopback.Pair();
        using (other)
        {
            using var stream = new OwnNetworkStream(own);
            using var writer = new LineWriter(stream);
            writer.WriteLine("last");
            if (isAsync)
                await writer.CompleteAsync(Token);
            else
                writer.Complete();
            other.ReceiveTimeout = 30_000;
            other.ReceiveExactly(new byte[5]);
            Assert.Equal(0, other.Receive(new byte[1]));
        }
    }

    private sealed class OwnNetworkStream(Socket socket) : NetworkStream(socket, ownsSocket: true);

    [Fact]
    public void AutoFlush_flushes_once_a_call()
    {
        var stream = new ScriptedStream();
        using var writer = new LineWriter(stream) { AutoFlush = true };
        writer.WriteLine("a");
        Assert.Equal(1, stream.Flushes);
        writer.WriteLines(["b", "c"]);
        Assert.Equal(2, stream.Flushes);
        Assert.Equal("a\nb\nc\n", Text(stream));
    }

    [Fact]
    public void A_full_buffer_is_sent_and_none_is_held_afterwards()
    {
        var stream = new ScriptedStream();
        using var writer = new LineWriter(stream, With(LineTerminator.Lf, bufferSize: 16));
        writer.WriteLine("0123456789");
        Assert.Equal("", Text(stream));
        writer.WriteLine("abcdefghijk");
        Assert.Equal("0123456789\nabcdefghijk\n", Text(stream));
        writer.WriteLine(new string('x', 100_000));
        Assert.Equal(100_024, stream.Written.Length);
    }

    [Fact]
    public void Lines_cost_no_allocation()
    {
        using var writer = new LineWriter(Stream.Null);
        Pass();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Pass();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Pass()
        {
            for (int i = 0; i < 100; i++)
            {
                writer.WriteLine("a line of text");
                writer.WriteLine("a line of bytes"u8);
            }

            writer.Flush();
        }
    }

    [Fact]
    public void What_is_read_from_and_written_to_is_not_null()
    {
        Assert.Throws<ArgumentNullException>("stream", () => new LineReader((Stream)null!));
        Assert.Throws<ArgumentNullException>("socket", () => new LineReader((Socket)null!));
        Assert.Throws<ArgumentNullException>("stream", () => new LineWriter((Stream)null!));
        Assert.Throws<ArgumentNullException>("socket", () => new LineWriter((Socket)null!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Complete_gets_the_tail_end_of_the_data_across_and_the_answer_back(bool async)
    {
        (Socket client, Socket server) = Loopback.Pair();
        using (client)
        using (server)
        {
            using var writer = new LineWriter(client);
            writer.WriteLine("request");
            if (async)
                await writer.CompleteAsync(Token);
            else
                writer.Complete();
            writer.Complete();
            Assert.Throws<InvalidOperationException>(() => writer.WriteLine("more"));

            using var requests = new LineReader(server);
            Assert.Equal(["request"], requests.ReadLines());
            using (var answers = new LineWriter(server))
                answers.WriteLine("answer");
            using var reader = new LineReader(client);
            Assert.Equal("answer", reader.ReadLine());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_shutdown_that_failed_says_so_each_time_and_may_be_tried_again(bool async)
    {
        using Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var writer = new LineWriter(client);
        for (int i = 0; i < 2; i++)
            Assert.IsType<SocketException>((await Assert.ThrowsAsync<IOException>(Complete)).InnerException);
        await client.ConnectAsync(listener.LocalEndPoint!, Token);
        using Socket server = await listener.AcceptAsync(Token);
        await Complete();
        Assert.Equal(0, await server.ReceiveAsync(new byte[1], Token));
        await Complete();

        async Task Complete()
        {
            if (async)
                await writer.CompleteAsync(Token);
            else
                writer.Complete();
        }
    }

    [Fact]
    public async Task After_a_send_timeout_the_next_flush_goes_on_without_a_gap()
    {
        (Socket client, Socket server) = Loopback.Pair(sendBuffer: 4096, receiveBuffer: 4096);
        using (client)
        using (server)
        {
            client.SendTimeout = 20;
            var writer = new LineWriter(client);
            string[] lines = [.. Enumerable.Range(0, 5000).Select(i => $"line {i} {new string('x', 200)}")];
            int written = 0;
            while (written < lines.Length)
            {
                try
                {
                    writer.WriteLine(lines[written++]); // refused or not, the line is in the buffer
                }
                catch (SendIncompleteException e)
                {
                    Assert.Equal(SocketError.TimedOut, e.SocketErrorCode);
                    break;
                }
            }

            Assert.True(written < lines.Length, "the peer read nothing, so a send must have timed out");
            client.SendTimeout = 0;
            Task<List<string>> reading = Task.Run(() => new LineReader(server).ReadLines().ToList(), Token);
            writer.WriteLines(lines.Skip(written));
            writer.Complete();
            Assert.Equal(lines, await reading);
        }
    }

    [Fact]
    public async Task After_a_write_that_failed_part_way_every_call_says_so()
    {
        var stream = new ScriptedStream { WriteFailure = new IOException("gone") };
        using (var writer = new LineWriter(stream))
        {
            writer.WriteLine("a");
            Assert.Equal("gone", Assert.Throws<IOException>(writer.Flush).Message);
            stream.WriteFailure = null;
            Assert.Equal("gone", Assert.Throws<IOException>(() => writer.WriteLine("b")).InnerException!.Message);
            await Assert.ThrowsAsync<IOException>(async () => await writer.FlushAsync(Token));
        }

        Assert.Equal("", Text(stream));
    }

    [Fact]
    public async Task A_token_cancelled_beforehand_loses_nothing()
    {
        var stream = new ScriptedStream();
        using var writer = new LineWriter(stream);
        writer.WriteLine("a");
        var cancelled = new CancellationToken(true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.WriteLineAsync("b".AsMemory(), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.FlushAsync(cancelled));
        await writer.FlushAsync(Token);
        Assert.Equal("a\n", Text(stream));
    }

    [Fact]
    public async Task Disposing_flushes_closes_what_is_owned_and_leaves_what_is_borrowed()
    {
        var owned = new ScriptedStream();
        var left = new ScriptedStream();
        await using (var writer = new LineWriter(owned, ownsStream: true))
            writer.WriteLine("a");
        using (var writer = new LineWriter(left))
            writer.WriteLine("a");
        Assert.Equal(("a\n", true, "a\n", false), (Text(owned), owned.IsDisposed, Text(left), left.IsDisposed));

        (Socket client, Socket server) = Loopback.Pair();
        using (server)
        using (client)
        {
            new LineWriter(client).Dispose();
            client.SendAll("x"u8);
            var writer = new LineWriter(client, ownsSocket: true);
            writer.Dispose();
            writer.Dispose();
            Assert.Throws<ObjectDisposedException>(() => client.Send("x"u8));
            Assert.Throws<ObjectDisposedException>(() => writer.WriteLine("a"));
            Assert.Throws<ObjectDisposedException>(writer.Flush);
            Assert.Throws<ObjectDisposedException>(writer.Complete);
        }
    }

    private sealed class SlowStream : MemoryStream
    {
        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Started.TrySetResult();
            await Go.Task.WaitAsync(cancellationToken);
            Write(buffer.Span);
        }
    }
}
