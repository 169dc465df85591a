using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>The end of a <see cref="LineConnection"/> that meets unread bytes, a read, a write, a refused handshake.</summary>
public class LineConnectionEndTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_last_answer_over_TLS_reaches_a_client_that_has_sent_on_and_reads_late(bool async)
    {
        const int Answer = 300_000;
        (Socket own, Socket other) = Loopback.Pair(sendBuffer: 1 << 20, receiveBuffer: 4096);
        var tls = new SslStream(new NetworkStream(own, ownsSocket: true));
        await using var peer = new SslStream(new NetworkStream(other, ownsSocket: true), false, TestCertificate.IsOurs);
        await Task.WhenAll(tls.AuthenticateAsServerAsync(TestCertificate.Value), peer.AuthenticateAsClientAsync("localhost"));
        var connection = new LineConnection(tls);
        await peer.WriteAsync(Enumerable.Repeat((byte)'\n', 100_000).ToArray(), Token);
        Assert.Equal("", connection.ReadLine());
        connection.WriteLine(new string('x', Answer));
        if (async)
            await connection.DisposeAsync();
        else
            connection.Dispose();
        var answer = new MemoryStream();
        await peer.CopyToAsync(answer, Token);
        Assert.Equal(Answer + 1, answer.Length);
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
    public void A_line_that_another_thread_is_writing_is_sent_before_the_end(bool byWriter)
    {
        using var encoding = new WaitingEncoding();
        (Socket own, Socket other) = Loopback.Pair();
        var connection = new LineConnection(own, new LineOptions { Encoding = encoding });
        using var peer = new LineConnection(other);
        var writing = new Thread(
            () =>
            {
                if (byWriter)
                    connection.Writer.WriteLine(WaitingEncoding.Slow);
                else
                    connection.WriteLine(WaitingEncoding.Slow);
            });
        writing.Start();
        encoding.Begun.Wait(Token);
        var ending = new Thread(connection.Dispose);
        ending.Start();
        SpinWait.SpinUntil(() => !ending.IsAlive || ending.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        encoding.MayEnd.Set();
        Assert.Equal(WaitingEncoding.Slow, peer.ReadLine());
        Assert.Null(peer.ReadLine());
        peer.Complete();
        ending.Join();
        writing.Join();
        Assert.Throws<ObjectDisposedException>(() => connection.WriteLine("more"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handshake_that_was_refused_is_not_refused_again_at_the_end(bool async)
    {
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

    /// <summary>UTF-8 that stops in the middle of one text.</summary>
    private sealed class WaitingEncoding : UTF8Encoding, IDisposable
    {
        public const string Slow = "the last line";

        public ManualResetEventSlim Begun { get; } = new();

        public ManualResetEventSlim MayEnd { get; } = new();

        public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes)
        {
            if (chars is Slow)
            {
                Begun.Set();
                MayEnd.Wait();
            }

            return base.GetBytes(chars, bytes);
        }

        public void Dispose()
        {
            Begun.Dispose();
            MayEnd.Dispose();
        }
    }
}
