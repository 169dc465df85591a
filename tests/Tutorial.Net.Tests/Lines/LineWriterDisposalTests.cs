using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Disposing a writer ends in time, whatever the peer does, and hides no exception of the program's.</summary>
public class LineWriterDisposalTests
{
    /// <summary>Far beyond the limit, and far below for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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

    private static Task DisposeAsync(LineWriter writer, bool async) => async ? writer.DisposeAsync().AsTask() : Task.Run(writer.Dispose, Token);

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task After_a_failed_flush_disposing_hides_no_exception(LineMedium medium, bool async)
    {
        using LinePair pair = LinePair.Open(medium);
        LineWriter writer = pair.Writer(owns: true);
        pair.PeerSocket.Reset();
        IOException? failure = null;
        for (int i = 0; i < 1000 && failure is null; i++)
        {
            writer.WriteLine("anybody there?");
            failure = (IOException?)Record.Exception(writer.Flush);
        }

        Assert.NotNull(failure);
        Assert.IsType<SocketException>(failure.InnerException);
        await DisposeAsync(writer, async).WaitAsync(Patience, Token);
        Assert.True(pair.Socket.SafeHandle.IsClosed);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_peer_that_does_not_read_holds_disposing_for_a_while_only(LineMedium medium, bool async)
    {
        using LinePair pair = LinePair.Open(medium, sendBuffer: 4096, receiveBuffer: 4096);
        LineWriter writer = pair.Writer(new LineOptions { BufferSize = 1 << 22 }, owns: true);
        writer.WriteLine(new string('x', 1 << 21));
        Exception? e = await Record.ExceptionAsync(() => DisposeAsync(writer, async).WaitAsync(Patience, Token));
        if (medium == LineMedium.SslStream)
            Assert.True(e is TimeoutException { Message: not "The operation has timed out." }, $"{e}");
        else
            Assert.Equal(SocketError.TimedOut, Assert.IsType<SendIncompleteException>(e).SocketErrorCode);
        Assert.True(pair.Socket.SafeHandle.IsClosed);
        await DisposeAsync(writer, async).WaitAsync(Patience, Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_whose_write_never_ends_is_left_behind_with_its_buffer(bool async)
    {
        const int BufferSize = 1 << 14;
        var stream = new StuckStream();
        var writer = new LineWriter(stream, new LineOptions { BufferSize = BufferSize });
        writer.WriteLine("never");
        await Assert.ThrowsAsync<TimeoutException>(() => DisposeAsync(writer, async).WaitAsync(Patience, Token));
        using (new PoolWatch(BufferSize))
            Assert.Equal("never\n", Encoding.ASCII.GetString(stream.Pending.Span));
    }

    [Fact]
    public async Task What_a_timed_out_flush_left_is_sent_at_the_end_when_the_peer_reads_again()
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket, sendBuffer: 4096, receiveBuffer: 4096);
        pair.Socket.SendTimeout = 20;
        LineWriter writer = pair.Writer(new LineOptions { BufferSize = 1 << 22 }, owns: true);
        // Much more than the buffers hold, and little enough for a second of a busy machine.
        string line = new('x', 1 << 17);
        writer.WriteLine(line);
        Assert.Throws<SendIncompleteException>(writer.Flush);
        pair.Socket.SendTimeout = 0;
        Task<byte[]> received = pair.ReceiveAllAsync();
        writer.Dispose();
        Assert.Equal(line + "\n", Encoding.ASCII.GetString(await received));
    }

    [Fact]
    public void The_sockets_own_shorter_time_limits_disposing_too()
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket, sendBuffer: 4096, receiveBuffer: 4096);
        pair.Socket.SendTimeout = 20;
        LineWriter writer = pair.Writer(new LineOptions { BufferSize = 1 << 22 });
        writer.WriteLine(new string('x', 1 << 20));
        var e = Assert.Throws<SendIncompleteException>(writer.Dispose);
        Assert.Contains("20 ms", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_did_not_go_is_given_back_to_the_pool()
    {
        const int BufferSize = 1 << 22;
        using LinePair pair = LinePair.Open(LineMedium.Socket, sendBuffer: 4096, receiveBuffer: 4096);
        pair.Socket.SendTimeout = 20;
        LineWriter writer = pair.Writer(new LineOptions { BufferSize = BufferSize });
        writer.WriteLine(new string('\u0017', BufferSize - 2));
        Assert.Throws<SendIncompleteException>(writer.Dispose);
        // The pool gives a thread what it gave back last.
        byte[] next = ArrayPool<byte>.Shared.Rent(BufferSize);
        Assert.Equal(0x17, next[BufferSize - 3]);
    }

    /// <summary>Takes bytes and never says that it has them, not even when its token is cancelled.</summary>
    private sealed class StuckStream : MemoryStream
    {
        public ReadOnlyMemory<byte> Pending { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Pending = buffer;
            return new ValueTask(new TaskCompletionSource().Task);
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Thread.Sleep(Timeout.Infinite);
    }
}
