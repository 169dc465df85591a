using System.Text;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Bytes and characters that are no lines, or parts of one.</summary>
public class LineWriterPartsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parts_go_out_as_they_are_in_the_order_of_the_calls()
    {
        var stream = new ScriptedStream();
        using var writer = new LineWriter(stream, new LineOptions { Terminator = LineTerminator.CrLf });
        writer.WriteLine("$5");
        writer.Write("a\r\nb\0"u8);
        writer.WriteLine();
        writer.Write("é\n");
        await writer.WriteAsync("x"u8.ToArray(), Token);
        await writer.WriteAsync("y".AsMemory(), Token);
        await writer.WriteAsync("z", Token);
        await writer.WriteLineAsync(Token);
        await writer.WriteLineAsync("hello", Token);
        writer.Write(""u8);
        writer.Write("");
        Assert.Equal("", Encoding.UTF8.GetString(stream.Written.ToArray()));
        writer.Flush();
        Assert.Equal("$5\r\na\r\nb\0\r\né\nxyz\r\nhello\r\n", Encoding.UTF8.GetString(stream.Written.ToArray()));
        await Assert.ThrowsAsync<ArgumentNullException>("text", async () => await writer.WriteAsync((string)null!, Token));
        await Assert.ThrowsAsync<ArgumentNullException>("text", async () => await writer.WriteLineAsync((string)null!, Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.WriteAsync("never"u8.ToArray(), new CancellationToken(true)));
        writer.Complete();
        Assert.Throws<InvalidOperationException>(() => writer.Write("more"u8));
        Assert.Throws<InvalidOperationException>(() => writer.Write("more"));
        Assert.Throws<InvalidOperationException>(() => writer.WriteLine());
        Assert.Equal(26, stream.Written.Length);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 63)]
    [InlineData(false, 64)]
    [InlineData(false, 65)]
    [InlineData(false, 1000)]
    [InlineData(true, 0)]
    [InlineData(true, 64)]
    [InlineData(true, 1000)]
    public async Task A_body_longer_than_the_buffer_takes_no_more_memory_than_the_buffer(bool async, int length)
    {
        var stream = new ScriptedStream();
        using var writer = new LineWriter(stream, new LineOptions { BufferSize = 64 });
        byte[] body = new byte[length];
        new Random(1).NextBytes(body);
        writer.Write("head"u8);
        if (async)
            await writer.WriteAsync(body, Token);
        else
            writer.Write(body);
        Assert.InRange(writer.BufferedLength, 0, 63);
        writer.Write("tail");
        writer.Flush();
        Assert.Equal((byte[])[.. "head"u8, .. body, .. "tail"u8], stream.Written.ToArray());
    }

    [Fact]
    public void AutoFlush_flushes_parts_once_a_call()
    {
        var stream = new ScriptedStream();
        using var writer = new LineWriter(stream) { AutoFlush = true };
        writer.Write("a"u8);
        writer.Write("b");
        writer.WriteLine();
        writer.Write(""u8);
        Assert.Equal(("ab\n", 3), (Encoding.UTF8.GetString(stream.Written.ToArray()), stream.Flushes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_whose_sending_timed_out_is_all_in_the_buffer_and_goes_on_without_a_gap(bool chars)
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket, sendBuffer: 4096, receiveBuffer: 4096);
        pair.Socket.SendTimeout = 20;
        using LineWriter writer = pair.Writer(new LineOptions { BufferSize = 1000 });
        string body = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i},"));
        Assert.Throws<SendIncompleteException>(() =>
        {
            if (chars)
                writer.Write(body);
            else
                writer.Write(Encoding.ASCII.GetBytes(body));
        });
        pair.Socket.SendTimeout = 0;
        Task<byte[]> received = pair.ReceiveAllAsync();
        writer.WriteLine("end");
        writer.Complete();
        Assert.Equal(body + "end\n", Encoding.ASCII.GetString(await received));
    }

    [Fact]
    public void Parts_cost_no_allocation()
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
                writer.Write("a part of text, ");
                writer.Write("and one of bytes"u8);
                writer.WriteLine();
            }

            writer.Flush();
        }
    }
}
