using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>The end of a <see cref="LineConnection"/> that meets unread bytes, a read, a write, a refused handshake.</summary>
public class LineConnectionEndTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task The_last_answer_over_TLS_reaches_a_client_that_has_sent_on_and_reads_late(bool async, bool completes)
    {
        const int Answer = 150_000;
        (LineConnection connection, SslStream peer, _) = await OverTlsAsync();
        await using (peer)
        {
            await peer.WriteAsync(Enumerable.Repeat((byte)'\n', 100_000).ToArray(), Token);
            await InTime(
                async () =>
                {
                    Assert.Equal("", connection.ReadLine());
                    connection.WriteLine(new string('x', Answer));
                    if (completes)
                        connection.Complete();
                    if (async)
                        await connection.DisposeAsync();
                    else
                        connection.Dispose();
                });
            var answer = new MemoryStream();
            await peer.CopyToAsync(answer, Token);
            Assert.Equal(Answer + 1, answer.Length);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_heeds_no_token_does_not_hold_the_end(bool async)
    {
        (LineConnection connection, SslStream peer, DeafStream deaf) = await OverTlsAsync();
        await using (peer)
        {
            connection.WriteLine("bye");
            deaf.IsDeaf = true;
            await InTime(
                async () =>
                {
                    if (async)
                        await connection.DisposeAsync();
                    else
                        connection.Dispose();
                });
            deaf.Hear();
        }
    }

    [Fact]
    public async Task A_flush_of_another_thread_that_is_under_way_goes_to_its_end()
    {
        (Socket own, Socket other) = Loopback.Pair(sendBuffer: 4096, receiveBuffer: 4096);
        var connection = new LineConnection(own, new LineOptions { BufferSize = 1 << 20 });
        using var peer = new LineReader(other, new LineOptions { MaxLineLength = 1 << 20 }, ownsSocket: true);
        string line = new('x', 1 << 17);
        Task flushing = InTime(() => { connection.WriteLine(line); connection.Flush(); return Task.CompletedTask; });
        SpinWait.SpinUntil(() => other.Available > 0); // it has begun, and cannot end: nobody reads
        Task ending = InTime(() => { connection.Dispose(); return Task.CompletedTask; });
        Assert.Equal(line, peer.ReadLine());
        Assert.Null(peer.ReadLine());
        other.Shutdown(SocketShutdown.Send);
        await Task.WhenAll(flushing, ending);
    }

    [Fact]
    public async Task An_encoding_that_disposes_what_it_encodes_for_does_not_hold_it()
    {
        var encoding = new WaitingEncoding();
        (Socket own, Socket other) = Loopback.Pair();
        using (other)
        {
            var connection = new LineConnection(own, new LineOptions { Encoding = encoding });
            encoding.InTheMiddle = connection.Dispose;
            await InTime(() => { connection.WriteLine(WaitingEncoding.Slow); return Task.CompletedTask; });
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_that_begins_while_it_ends_is_refused(bool async)
    {
        (Socket own, Socket other) = Loopback.Pair();
        var connection = new LineConnection(own);
        using var peer = new LineConnection(other);
        Task ending = async ? connection.DisposeAsync().AsTask() : Task.Run(connection.Dispose, Token);
        Assert.Null(peer.ReadLine()); // it has said that no more comes, and waits for this end
        Assert.Throws<ObjectDisposedException>(() => connection.ReadLine());
        Assert.Throws<ObjectDisposedException>(() => connection.Reader.WaitToRead());
        peer.Complete();
        await ending;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_that_another_thread_is_writing_is_sent_before_the_end(bool byWriter)
    {
        var encoding = new WaitingEncoding();
        using var begun = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        encoding.InTheMiddle = () =>
        {
            begun.Set();
            mayEnd.Wait(Patience, Token);
        };
        (Socket own, Socket other) = Loopback.Pair();
        var connection = new LineConnection(own, new LineOptions { Encoding = encoding });
        using var peer = new LineConnection(other);
        Task writing = InTime(
            () =>
            {
                if (byWriter)
                    connection.Writer.WriteLine(WaitingEncoding.Slow);
                else
                    connection.WriteLine(WaitingEncoding.Slow);
                return Task.CompletedTask;
            });
        begun.Wait(Patience, Token);
        var ending = new Thread(connection.Dispose);
        ending.Start();
        SpinWait.SpinUntil(() => !ending.IsAlive || ending.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Patience);
        mayEnd.Set();
        Assert.Equal(WaitingEncoding.Slow, peer.ReadLine());
        Assert.Null(peer.ReadLine());
        peer.Complete();
        Assert.True(ending.Join(Patience));
        await writing;
        Assert.Throws<ObjectDisposedException>(() => connection.WriteLine("more"));
    }

    [Theory]
    [InlineData(LineMedium.Socket, false)]
    [InlineData(LineMedium.Socket, true)]
    [InlineData(LineMedium.NetworkStream, false)]
    [InlineData(LineMedium.NetworkStream, true)]
    [InlineData(LineMedium.SslStream, false)]
    [InlineData(LineMedium.SslStream, true)]
    public async Task The_last_answer_reaches_a_peer_that_sends_on_beside_a_read_of_another_thread(LineMedium medium, bool async)
    {
        const int Answer = 300_000;
        using LinePair pair = LinePair.Open(medium, sendBuffer: 1 << 20, receiveBuffer: 4096);
        LineConnection connection = pair.Connection();
        pair.Send("half a line"u8);
        Assert.True(SpinWait.SpinUntil(() => pair.Socket.Available > 0, Patience));
        Task read = async ? connection.ReadLineAsync(Token).AsTask() : OwnThread.RunAsync(connection.ReadLine);
        Assert.True(SpinWait.SpinUntil(() => pair.Socket.Available == 0, Patience)); // it waits for the other half
        connection.WriteLine(new string('x', Answer));
        Task ending = OwnThread.RunAsync(async () =>
        {
            if (async)
                await connection.DisposeAsync();
            else
                connection.Dispose();
            return true;
        });
        Assert.Equal('x', pair.Peer.ReadByte()); // it has begun
        pair.Send("one more command\n"u8);
        Assert.Equal(Answer, (await pair.ReceiveAllAsync().WaitAsync(Patience, Token)).Length);
        pair.Peer.Dispose();
        await ending;
        // The other half may have come just before the end began.
        Exception? e = await Record.ExceptionAsync(() => read);
        Assert.True(e is null or ObjectDisposedException, $"{e}");
    }

    [Theory]
    [InlineData(LineMedium.Socket, false)]
    [InlineData(LineMedium.Socket, true)]
    [InlineData(LineMedium.SslStream, false)]
    [InlineData(LineMedium.SslStream, true)]
    public async Task A_read_whose_peer_stays_silent_holds_the_end_for_a_while_only(LineMedium medium, bool async)
    {
        using LinePair pair = LinePair.Open(medium);
        LineConnection connection = pair.Connection();
        Task read = connection.ReadLineAsync(Token).AsTask();
        await OwnThread.RunAsync(async () =>
        {
            if (async)
                await connection.DisposeAsync();
            else
                connection.Dispose();
            return true;
        });
        Exception? e = await Record.ExceptionAsync(() => read.WaitAsync(Patience, Token));
        Assert.True(e is IOException or ObjectDisposedException, $"{e}");
        Assert.Empty(await pair.ReceiveAllAsync().WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task An_interrupted_end_sends_what_was_written_all_the_same()
    {
        var encoding = new WaitingEncoding();
        using var begun = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        encoding.InTheMiddle = () =>
        {
            begun.Set();
            mayEnd.Wait(Patience, Token);
        };
        (Socket own, Socket other) = Loopback.Pair();
        var connection = new LineConnection(own, new LineOptions { Encoding = encoding });
        using var peer = new LineConnection(other);
        connection.WriteLine("written before");
        Task writing = InTime(() => { connection.WriteLine(WaitingEncoding.Slow); return Task.CompletedTask; });
        begun.Wait(Patience, Token);
        Exception? failure = null;
        var ending = new Thread(() => failure = Record.Exception(connection.Dispose));
        ending.Start();
        Assert.True(SpinWait.SpinUntil(() => ending.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Patience)); // for its turn
        ending.Interrupt();
        Assert.True(SpinWait.SpinUntil(() => Record.Exception(() => connection.Writer.Flush()) is ObjectDisposedException, Patience));
        mayEnd.Set();
        Assert.Equal("written before", peer.ReadLine());
        Assert.Equal(WaitingEncoding.Slow, peer.ReadLine());
        Assert.Null(peer.ReadLine());
        Assert.True(ending.Join(Patience));
        Assert.IsType<ThreadInterruptedException>(failure);
        await writing;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handshake_that_was_refused_is_not_refused_again_at_the_end(bool async)
    {
        TestCertificate.Require();
        (Socket own, Socket other) = Loopback.Pair();
        var tls = new SslStream(new NetworkStream(own, ownsSocket: true), false, (_, _, _, _) => false);
        using var peer = new SslStream(new NetworkStream(other, ownsSocket: true));
        Task<Exception?> serving = Record.ExceptionAsync(() => peer.AuthenticateAsServerAsync(TestCertificate.Value)).AsTask();
        var connection = new LineConnection(tls);
        await Assert.ThrowsAsync<AuthenticationException>(() => tls.AuthenticateAsClientAsync("other.example"));
        if (async)
            await connection.DisposeAsync();
        else
            connection.Dispose();
        await serving;
    }

    [Fact]
    public void A_stream_that_does_not_own_its_socket_leaves_it_usable()
    {
        (Socket own, Socket other) = Loopback.Pair();
        using (own)
        using (other)
        {
            new LineReader(new NetworkStream(own), ownsStream: true).Dispose();
            new LineWriter(new NetworkStream(own), ownsStream: true).Dispose();
            own.SendAll("more\n"u8);
            using var peer = new LineReader(other);
            Assert.Equal("more", peer.ReadLine());
        }
    }

    /// <summary>The first as a server over TLS, whose socket the connection does not know; the peer reads little at a time.</summary>
    private static async Task<(LineConnection Connection, SslStream Peer, DeafStream Deaf)> OverTlsAsync()
    {
        (Socket own, Socket other) = Loopback.Pair(sendBuffer: 1 << 20, receiveBuffer: 4096);
        var deaf = new DeafStream(new NetworkStream(own, ownsSocket: true));
        var tls = new SslStream(deaf);
        var peer = new SslStream(new NetworkStream(other, ownsSocket: true), false, TestCertificate.IsOurs);
        await Task.WhenAll(tls.AuthenticateAsServerAsync(TestCertificate.Value), peer.AuthenticateAsClientAsync("localhost"));
        return (new LineConnection(tls), peer, deaf);
    }

    /// <summary>On a thread of its own, and with an end: what hangs fails.</summary>
    private static Task InTime(Func<Task> call) =>
        Task.Factory.StartNew(call, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap().WaitAsync(Patience, Token);

    /// <summary>A stream whose reads, once it is told so, neither heed a token nor end.</summary>
    private sealed class DeafStream(Stream stream) : Stream
    {
        private readonly TaskCompletionSource<int> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsDeaf { get; set; }

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public void Hear() => _heard.TrySetResult(0);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            IsDeaf ? new ValueTask<int>(_heard.Task) : stream.ReadAsync(buffer, cancellationToken);

        public override int Read(Span<byte> buffer) => IsDeaf ? _heard.Task.GetAwaiter().GetResult() : stream.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            stream.WriteAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

        public override void Flush() => stream.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                stream.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>UTF-8 that does something in the middle of one text.</summary>
    private sealed class WaitingEncoding : UTF8Encoding
    {
        public const string Slow = "the last line";

        public Action? InTheMiddle { get; set; }

        public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes)
        {
            if (chars is Slow)
                InTheMiddle?.Invoke();
            return base.GetBytes(chars, bytes);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_disposal_that_could_not_send_nothing_more_is_read(bool async)
    {
        using var stream = new ScriptedStream("one\ntwo\n"u8.ToArray()) { WriteFailure = new IOException("broken") };
        var connection = new LineConnection(stream);
        Assert.Equal("one", connection.ReadLine());
        connection.WriteLine("lost");

        await Assert.ThrowsAsync<IOException>(() => async ? connection.DisposeAsync().AsTask() : Task.Run(connection.Dispose, Token));

        Assert.True(stream.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => connection.Reader.WaitToRead());
    }
}
