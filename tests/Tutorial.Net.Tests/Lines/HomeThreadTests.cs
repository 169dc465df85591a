using System.Net.Security;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>On a thread of a user interface: what waits there synchronously must not wait for what wants to go on there.</summary>
public class HomeThreadTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_read_or_a_flush_with_a_limit_ends()
    {
        (Socket own, Socket other) = Loopback.Pair();
        using LineConnection connection = new(new HomingStream(new NetworkStream(own, ownsSocket: true)));
        using LineConnection peer = new(other);
        peer.WriteLine("hello");
        peer.Flush();
        await AtHome(() =>
        {
            Assert.Equal("hello", connection.ReadLine(Short));
            connection.WriteLine("there");
            connection.Flush(Short);
        });
        Assert.Equal("there", peer.ReadLine(Short));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_end_of_TLS_is_said(bool completes)
    {
        TestCertificate.Require();
        (Socket own, Socket other) = Loopback.Pair();
        using SslStream peer = new(new NetworkStream(other, ownsSocket: true));
        HomingStream homing = new(new NetworkStream(own, ownsSocket: true));
        SslStream tls = new(homing, false, TestCertificate.IsOurs);
        await Task.WhenAll(peer.AuthenticateAsServerAsync(TestCertificate.Value), tls.AuthenticateAsClientAsync("localhost"));
        LineConnection connection = new(tls);
        Task<int> end = peer.ReadAsync(new byte[1]).AsTask();
        await AtHome(completes ? connection.Complete : connection.Dispose);
        Assert.Equal(0, await end.WaitAsync(OwnThread.Patience));
        connection.Dispose();
    }

    /// <summary>Whatever goes on "at home" never does: the thread is waiting.</summary>
    private static Task AtHome(Action call) => OwnThread.RunAsync(() =>
    {
        SynchronizationContext.SetSynchronizationContext(new BusyContext());
        call();
    });

    private sealed class BusyContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }

    /// <summary>Goes on where it was called, as what is written without ConfigureAwait does.</summary>
    private sealed class HomingStream(NetworkStream stream) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return await stream.ReadAsync(buffer, cancellationToken);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            await stream.WriteAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

        public override void Flush() => stream.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            stream.Dispose();
            base.Dispose(disposing);
        }
    }
}
