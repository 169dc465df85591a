using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>Every form of SendAll over real sockets.</summary>
public sealed class SendAllTests
{
    private static readonly byte[] Payload = RandomBytes(5_000_003);

    /// <summary>One way to call it: what the forms have in common is tested over all of them.</summary>
    public enum Form
    {
        Span,
        SpanWithTimeout,
        Sequence,
        Async,
        SequenceAsync,
    }

    public static TheoryData<Form, bool> FormsAndModes()
    {
        var data = new TheoryData<Form, bool>();
        foreach (Form form in Enum.GetValues<Form>())
        {
            data.Add(form, true);
            data.Add(form, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(FormsAndModes))]
    public async Task A_payload_far_above_the_send_buffer_arrives_whole_and_in_order(Form form, bool blocking)
    {
        (Socket sender, Socket receiver) = Loopback.Pair(sendBuffer: 4096);
        using (sender)
        using (receiver)
        {
            sender.Blocking = blocking;
            Task<byte[]> hash = Task.Run(() => HashOfAll(receiver, chunk: 1000));

            await Send(form, sender, Payload);
            sender.Shutdown(SocketShutdown.Send);

            Assert.Equal(SHA256.HashData(Payload), await hash);
            Assert.Equal(blocking, sender.Blocking);
        }
    }

    [Theory]
    [MemberData(nameof(FormsAndModes))]
    public async Task Nothing_to_send_makes_no_system_call(Form form, bool blocking)
    {
        // Any call that reached the kernel would fail: this socket is not connected.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = blocking };

        await Send(form, socket, []);
    }

    [Theory]
    [MemberData(nameof(FormsAndModes))]
    public async Task An_unconnected_socket_is_not_connected_and_nothing_went(Form form, bool blocking)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = blocking };

        var error = await Assert.ThrowsAsync<SendIncompleteException>(async () => await Send(form, socket, [1, 2]));

        Assert.Equal(0, error.BytesSent);
        // Linux answers EPIPE here, send(2) leaves the choice.
        Assert.Contains(error.SocketErrorCode, (SocketError[])[SocketError.NotConnected, SocketError.Shutdown]);
    }

    [Theory]
    [MemberData(nameof(FormsAndModes))]
    public async Task A_closed_socket_is_disposed(Form form, bool blocking)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = blocking };
        socket.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Send(form, socket, [1]));
    }

    [Theory]
    [MemberData(nameof(FormsAndModes))]
    public async Task A_peer_that_closed_ends_it_with_an_exception_never_the_process(Form form, bool blocking)
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
    [MemberData(nameof(FormsAndModes))]
    public async Task When_it_ends_in_the_middle_the_count_is_what_the_peer_gets(Form form, bool blocking)
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
    [InlineData(Form.SpanWithTimeout, true)]
    [InlineData(Form.SpanWithTimeout, false)]
    [InlineData(Form.Async, true)]
    public async Task A_reset_in_the_middle_is_a_reset_and_the_count_is_what_the_kernel_took(Form form, bool blocking)
    {
        byte[] large = new byte[256 << 20];
        var random = new Random(20090503);
        for (int i = 0; i < 100; i++)
        {
            (Socket sender, Socket receiver) = Loopback.Pair();
            using (sender)
            {
                sender.Blocking = blocking;
                long resetAfter = random.NextInt64(large.Length - (8 << 20));
                Task<long> reader = Task.Run(() => ReceiveThenReset(receiver, resetAfter));

                var error = await Assert.ThrowsAsync<SendIncompleteException>(async () => await Send(form, sender, large));

                Assert.Contains(error.SocketErrorCode, PeerIsGone);
                Assert.InRange(error.BytesSent, await reader, large.Length - 1);
            }
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_deadline_covers_the_whole_call_though_the_peer_takes_a_byte_now_and_then(bool blocking, bool socketsOwnTimeout)
    {
        (Socket sender, Socket receiver) = Loopback.Pair(sendBuffer: 4096, receiveBuffer: 4096);
        using (sender)
        using (receiver)
        {
            sender.Blocking = blocking;
            if (socketsOwnTimeout)
                sender.SendTimeout = 300;
            using var slow = new CancellationTokenSource();
            Task reader = ReceiveSlowlyAsync(receiver, slow.Token);
            for (int i = 0; i < (socketsOwnTimeout ? 3 : 20); i++)
            {
                long start = Stopwatch.GetTimestamp();

                SendIncompleteException error = Assert.Throws<SendIncompleteException>(() =>
                {
                    if (socketsOwnTimeout)
                        sender.SendAll(Payload);
                    else
                        sender.SendAll(Payload, TimeSpan.FromMilliseconds(300));
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
    public void A_negative_timeout_is_rejected_and_an_infinite_one_is_not()
    {
        (Socket sender, Socket receiver) = Loopback.Pair();
        using (sender)
        using (receiver)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => sender.SendAll([1], TimeSpan.FromTicks(-2)));
            Assert.Throws<ArgumentOutOfRangeException>(() => sender.SendAll(Segments([1], [2]), TimeSpan.FromSeconds(-1)));
            sender.SendAll([1], Timeout.InfiniteTimeSpan);
        }
    }

    [Theory]
    [InlineData(Form.Span)]
    [InlineData(Form.Async)]
    public async Task A_thread_that_receives_on_the_same_socket_is_not_disturbed(Form form)
    {
        (Socket socket, Socket peer) = Loopback.Pair(sendBuffer: 4096);
        using (socket)
        using (peer)
        {
            var options = (socket.ReceiveTimeout, socket.SendTimeout, socket.ReceiveBufferSize, socket.SendBufferSize, socket.NoDelay);
            Task<int> receive = Task.Factory.StartNew(
                () => socket.Receive(new byte[10]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

            Task send = Task.Run(() => Send(form, socket, Payload));
            byte[] first = new byte[1000];
            peer.ReceiveExactly(first); // the send is under way
            Assert.True(socket.Blocking);
            Assert.Equal(options, (socket.ReceiveTimeout, socket.SendTimeout, socket.ReceiveBufferSize, socket.SendBufferSize, socket.NoDelay));
            Assert.False(receive.IsCompleted);
            peer.ReceiveExactly(new byte[Payload.Length - first.Length]);
            await send;
            peer.SendAll([1, 2, 3]);

            Assert.Equal(3, await receive);
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
                async () => await Send(asynchronous ? Form.Async : Form.Span, sender, new byte[64 << 20]),
                CancellationToken.None);
            receiver.ReceiveExactly(new byte[1000]);

            sender.Dispose();

            SendIncompleteException error = await Assert.ThrowsAsync<SendIncompleteException>(() => send);
            Assert.InRange(error.BytesSent, 1000, (64 << 20) - 1);
            Assert.Contains(error.SocketErrorCode, (SocketError[])[SocketError.OperationAborted, .. PeerIsGone]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sequence_of_more_than_2_GiB_arrives_whole_and_in_order(bool asynchronous)
    {
        const int Size = 1 << 20, Segments = 2049;
        byte[][] mebibytes = [.. Enumerable.Range(0, 7).Select(i => Payload[(i * 500_000)..][..Size])];
        ReadOnlySequence<byte> sequence = Segmented(Enumerable.Range(0, Segments).Select(i => mebibytes[i % 7]));
        (Socket sender, Socket receiver) = Loopback.Pair();
        using (sender)
        using (receiver)
        {
            Task<int> same = Task.Run(() =>
            {
                byte[] received = new byte[Size];
                for (int i = 0; i < Segments; i++)
                {
                    receiver.ReceiveExactly(received);
                    if (!received.AsSpan().SequenceEqual(mebibytes[i % 7]))
                        return i;
                }

                return receiver.Receive(received) == 0 ? Segments : -1;
            });

            if (asynchronous)
                await sender.SendAllAsync(sequence);
            else
                sender.SendAll(sequence, TimeSpan.FromMinutes(2));
            sender.Shutdown(SocketShutdown.Send);

            Assert.Equal(Segments, await same);
        }
    }

    [Fact]
    public void The_synchronous_forms_allocate_nothing()
    {
        Requires.Linux();
        (Socket sender, Socket receiver) = Loopback.Pair();
        using (sender)
        using (receiver)
        {
            byte[] data = new byte[1000];
            byte[] into = new byte[3000];
            ReadOnlySequence<byte> sequence = Segments(data[..400], data[..600]);
            void SendAndDrain()
            {
                sender.SendAll(data);
                sender.SendAll(data, TimeSpan.FromSeconds(10));
                sender.SendAll(sequence, TimeSpan.FromSeconds(10));
                receiver.ReceiveExactly(into);
            }

            for (int i = 0; i < 100; i++)
                SendAndDrain();

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
                SendAndDrain();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public async Task Waiting_for_a_slow_peer_allocates_nothing_either()
    {
        Requires.Linux();
        byte[] payload = Payload[..500_000];
        (Socket sender, Socket receiver) = Loopback.Pair(sendBuffer: 4096);
        using (sender)
        using (receiver)
        {
            Task reader = Task.Run(() => receiver.ReceiveChunks(1000).Count());
            for (int i = 0; i < 5; i++)
                sender.SendAll(payload); // past what the runtime allocates to compile

            long before = GC.GetAllocatedBytesForCurrentThread();
            sender.SendAll(payload);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            sender.Shutdown(SocketShutdown.Send);
            await reader;

            Assert.Equal(0, allocated);
        }
    }

    internal static readonly SocketError[] PeerIsGone =
        [SocketError.ConnectionReset, SocketError.Shutdown, SocketError.ConnectionAborted];

    private static async Task Send(Form form, Socket socket, byte[] data)
    {
        ReadOnlySequence<byte> sequence = Segmented(Cut(data));
        switch (form)
        {
            case Form.Span:
                socket.SendAll(data);
                break;
            case Form.SpanWithTimeout:
                socket.SendAll(data, TimeSpan.FromSeconds(60));
                break;
            case Form.Sequence:
                socket.SendAll(sequence, TimeSpan.FromSeconds(60));
                break;
            case Form.Async:
                await socket.SendAllAsync(data);
                break;
            case Form.SequenceAsync:
                await socket.SendAllAsync(sequence);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }
    }

    // Segments of every kind: empty, small ones to gather, large ones to send as they lie.
    private static IEnumerable<byte[]> Cut(byte[] data)
    {
        int[] lengths = [0, 700, 1, 20_000, 300, 130_000, 5_000];
        int start = 0;
        for (int i = 0; start < data.Length || i < 2; i++)
        {
            int end = Math.Min(data.Length, start + lengths[i % lengths.Length]);
            yield return data[start..end];
            start = end;
        }
    }

    private static byte[] HashOfAll(Socket socket, int chunk)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> bytes in socket.ReceiveChunks(chunk))
            hash.AppendData(bytes.Span);
        return hash.GetHashAndReset();
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

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    internal static ReadOnlySequence<byte> Segments(params byte[][] segments) => Segmented(segments);

    internal static ReadOnlySequence<byte> Segmented(IEnumerable<byte[]> segments)
    {
        Segment? first = null, last = null;
        foreach (byte[] memory in segments)
        {
            last = new Segment(memory, last);
            first ??= last;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] memory, Segment? previous)
        {
            Memory = memory;
            RunningIndex = previous is null ? 0 : previous.RunningIndex + previous.Memory.Length;
            if (previous is not null)
                previous.Next = this;
        }
    }
}
