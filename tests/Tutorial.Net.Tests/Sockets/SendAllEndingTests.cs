using System.Diagnostics;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;
using static Tutorial.Net.Tests.Sockets.SendForms;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>Every form of SendAll over real sockets, when not every byte goes.</summary>
public sealed class SendAllEndingTests
{
    // More than the send and the receive buffer of one connection grow to together.
    private const int KernelBuffers = 64 << 20;

    private static readonly SocketError[] PeerIsGone =
        [SocketError.ConnectionReset, SocketError.Shutdown, SocketError.ConnectionAborted];

    [Theory]
    [MemberData(nameof(SendForms.FormsAndModes), MemberType = typeof(SendForms))]
    public async Task A_peer_that_closed_ends_it_with_an_exception_never_the_process(SendForm form, bool blocking)
    {
        (Socket sender, Socket receiver) = Loopback.Pair();
        using (sender)
        {
            sender.Blocking = blocking;
            receiver.Close();

            // The first send after the close is answered by a reset, which a later one meets.
            var error = await Assert.ThrowsAsync<SendIncompleteException>(async () =>
            {
                for (int i = 0; i < 1000; i++)
                    await Send(form, sender, new byte[100_000]);
            });

            Assert.Contains(error.SocketErrorCode, PeerIsGone);
        }
    }

    [Theory]
    [MemberData(nameof(SendForms.FormsAndModes), MemberType = typeof(SendForms))]
    public async Task When_it_ends_in_the_middle_the_count_is_what_the_peer_gets(SendForm form, bool blocking)
    {
        (Socket sender, Socket receiver) = Loopback.Pair();
        using (sender)
        using (receiver)
        {
            sender.Blocking = blocking;
            Task send = Task.Run(() => Send(form, sender, new byte[64 << 20]));
            receiver.ReceiveExactly(new byte[1_000_000]);

            sender.Shutdown(SocketShutdown.Send);

            SendIncompleteException error = await Assert.ThrowsAsync<SendIncompleteException>(() => send);
            Assert.Equal(error.BytesSent, 1_000_000 + receiver.ReceiveChunks().Sum(chunk => (long)chunk.Length));
            Assert.Equal(SocketError.Shutdown, error.SocketErrorCode);
        }
    }

    [Theory]
    [InlineData(SendForm.SpanWithTimeout, true)]
    [InlineData(SendForm.SpanWithTimeout, false)]
    [InlineData(SendForm.Async, true)]
    public async Task A_reset_in_the_middle_is_a_reset_and_the_count_is_what_the_kernel_took(SendForm form, bool blocking)
    {
        byte[] large = new byte[KernelBuffers + (32 << 20)];
        var random = new Random(20090503);
        for (int i = 0; i < (PortableSockets.Enabled ? 10 : 100); i++)
        {
            (Socket sender, Socket receiver) = Loopback.Pair();
            using (sender)
            {
                sender.Blocking = blocking;
                // Anywhere but in the last part, all of which both kernels may hold; more often early, where it takes less time.
                long resetAfter = (long)((large.Length - KernelBuffers) * Math.Pow(random.NextDouble(), 3));
                Task<long> reader = Task.Run(() => ReceiveThenReset(receiver, resetAfter));

                var error = await Assert.ThrowsAsync<SendIncompleteException>(async () => await Send(form, sender, large));

                Assert.Contains(error.SocketErrorCode, PeerIsGone);
                Assert.InRange(error.BytesSent, await reader, large.Length - 1);
            }
        }
    }

    [Fact]
    public async Task Without_any_time_what_fits_goes()
    {
        (Socket sender, Socket receiver) = Loopback.Pair();
        using (sender)
        using (receiver)
        {
            byte[] buffer = new byte[1_000];
            for (int i = 0; i < 1_000; i++)
            {
                await sender.SendAllAsync(buffer, TimeSpan.Zero, TestContext.Current.CancellationToken);
                receiver.ReceiveExactly(buffer);
            }
        }
    }

    public enum Limit
    {
        Given,
        SocketsOwn,
        Asynchronous,
    }

    [Theory]
    [InlineData(true, Limit.Given)]
    [InlineData(false, Limit.Given)]
    [InlineData(true, Limit.SocketsOwn)]
    [InlineData(false, Limit.SocketsOwn)]
    [InlineData(true, Limit.Asynchronous)]
    public async Task A_deadline_covers_the_whole_call_though_the_peer_takes_a_byte_now_and_then(bool blocking, Limit limit)
    {
        (Socket sender, Socket receiver) = Loopback.Pair(sendBuffer: 4096, receiveBuffer: 4096);
        using (sender)
        using (receiver)
        {
            sender.Blocking = blocking;
            if (limit == Limit.SocketsOwn)
                sender.SendTimeout = 300;
            using var slow = new CancellationTokenSource();
            Task reader = ReceiveSlowlyAsync(receiver, slow.Token);
            for (int i = 0; i < (limit == Limit.Given && !PortableSockets.Enabled ? 20 : 3); i++)
            {
                long start = Stopwatch.GetTimestamp();

                SendIncompleteException error = await Assert.ThrowsAsync<SendIncompleteException>(async () =>
                {
                    if (limit == Limit.SocketsOwn)
                        sender.SendAll(Payload);
                    else if (limit == Limit.Given)
                        sender.SendAll(Payload, TimeSpan.FromMilliseconds(300));
                    else
                        await sender.SendAllAsync(Payload, TimeSpan.FromMilliseconds(300));
                });

                // The contract is the lower bound; the upper one only keeps a hang from passing.
                Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 295, 5000);
                Assert.Equal(SocketError.TimedOut, error.SocketErrorCode);
                Assert.InRange(error.BytesSent, 0, Payload.Length - 1);
            }

            await slow.CancelAsync();
            await reader;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Going_on_from_the_count_after_a_deadline_gives_the_peer_every_byte_once(bool asynchronous)
    {
        Assert.SkipWhen(asynchronous && OperatingSystem.IsWindows(), "there the count leaves out what was under way");
        (Socket sender, Socket receiver) = Loopback.Pair(sendBuffer: 4096, receiveBuffer: 4096);
        using (sender)
        using (receiver)
        {
            sender.SendTimeout = 20;
            Task<byte[]> received = Task.Run(() =>
            {
                byte[] all = new byte[200_000];
                receiver.ReceiveExactly(all.AsSpan(0, 1000));
                sender.ReceiveExactly(new byte[1]); // told that a time limit has passed
                receiver.ReceiveExactly(all.AsSpan(1000));
                return all;
            });

            for (int sent = 0, timeouts = 0; sent < 200_000;)
            {
                try
                {
                    if (asynchronous)
                        await sender.SendAllAsync(Payload.AsMemory(sent, 200_000 - sent), TimeSpan.FromMilliseconds(20));
                    else
                        sender.SendAll(Payload.AsSpan(sent, 200_000 - sent));
                    sent = 200_000;
                }
                catch (SendIncompleteException e) when (e.SocketErrorCode == SocketError.TimedOut)
                {
                    sent += (int)e.BytesSent;
                    if (++timeouts == 3)
                        receiver.SendAll([1]);
                }
            }

            Assert.Equal(Payload[..200_000], await received);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_zero_deadline_sends_what_goes_at_once_and_says_how_much(bool blocking)
    {
        (Socket sender, Socket receiver) = Loopback.Pair();
        using (sender)
        using (receiver)
        {
            sender.Blocking = blocking;
            sender.SendAll([1, 2, 3], TimeSpan.Zero);

            var error = Assert.Throws<SendIncompleteException>(() => sender.SendAll(new byte[64 << 20], TimeSpan.Zero));

            Assert.Equal(SocketError.TimedOut, error.SocketErrorCode);
            sender.Dispose();
            Assert.Equal(3 + error.BytesSent, receiver.ReceiveChunks().Sum(chunk => (long)chunk.Length));
        }
    }

    [Fact]
    public async Task A_negative_timeout_is_rejected_and_an_infinite_one_is_not()
    {
        (Socket sender, Socket receiver) = Loopback.Pair();
        using (sender)
        using (receiver)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => sender.SendAll([1], TimeSpan.FromTicks(-2)));
            Assert.Throws<ArgumentOutOfRangeException>(() => sender.SendAll(Segments([1], [2]), TimeSpan.FromSeconds(-1)));
            Assert.Throws<ArgumentOutOfRangeException>(() => sender.SendAll([], TimeSpan.FromSeconds(-1)));
            Assert.Throws<ArgumentOutOfRangeException>(() => sender.SendAll(Segments([], []), TimeSpan.FromSeconds(-1)));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
                () => sender.SendAllAsync(ReadOnlyMemory<byte>.Empty, TimeSpan.FromSeconds(-1)).AsTask());
            sender.SendAll([1], Timeout.InfiniteTimeSpan);
            await sender.SendAllAsync(new byte[1], Timeout.InfiniteTimeSpan);
        }
    }

    [Fact]
    public async Task A_cancelled_send_is_cancelled()
    {
        (Socket sender, Socket receiver) = Loopback.Pair();
        using (sender)
        using (receiver)
        {
            using var cancellation = new CancellationTokenSource();
            Task send = sender.SendAllAsync(new byte[64 << 20], cancellation.Token).AsTask();
            receiver.ReceiveExactly(new byte[1000]);
            Assert.False(send.IsCompleted);

            await cancellation.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => sender.SendAllAsync(new byte[1], new CancellationToken(canceled: true)).AsTask());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Closing_the_socket_ends_a_send_with_the_count(bool asynchronous)
    {
        (Socket sender, Socket receiver) = Loopback.Pair();
        using (receiver)
        {
            Task send = Task.Run(
                async () => await Send(asynchronous ? SendForm.Async : SendForm.Span, sender, new byte[64 << 20]),
                CancellationToken.None);
            receiver.ReceiveExactly(new byte[1000]);

            sender.Dispose();

            SendIncompleteException error = await Assert.ThrowsAsync<SendIncompleteException>(() => send);
            Assert.InRange(error.BytesSent, 1000, (64 << 20) - 1);
            Assert.Contains(error.SocketErrorCode, (SocketError[])[SocketError.OperationAborted, .. PeerIsGone]);
        }
    }

    private static long ReceiveThenReset(Socket socket, long resetAfter)
    {
        long received = 0;
        byte[] buffer = new byte[65536];
        while (received < resetAfter)
            received += socket.Receive(buffer);
        socket.Reset();
        return received;
    }

    private static async Task ReceiveSlowlyAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        byte[] one = new byte[1];
        try
        {
            while (await every.WaitForNextTickAsync(cancellationToken))
                await socket.ReceiveAsync(one, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
