using System.Buffers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Tutorial.Net.Tests.Infrastructure;
using static Tutorial.Net.Tests.Sockets.SendForms;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>Every form of SendAll over real sockets, when all goes well.</summary>
public sealed class SendAllTests
{
    [Theory]
    [MemberData(nameof(SendForms.FormsAndModes), MemberType = typeof(SendForms))]
    public async Task A_payload_far_above_the_send_buffer_arrives_whole_and_in_order(SendForm form, bool blocking)
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
    [MemberData(nameof(SendForms.FormsAndModes), MemberType = typeof(SendForms))]
    public async Task Nothing_to_send_makes_no_system_call(SendForm form, bool blocking)
    {
        // Any call that reached the kernel would fail: this socket is not connected.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = blocking };

        await Send(form, socket, []);
    }

    [Theory]
    [MemberData(nameof(SendForms.FormsAndModes), MemberType = typeof(SendForms))]
    public async Task With_nothing_to_send_the_socket_is_not_looked_at(SendForm form, bool blocking)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = blocking };
        socket.Dispose();

        await Send(form, socket, []);
    }

    [Theory]
    [MemberData(nameof(SendForms.FormsAndModes), MemberType = typeof(SendForms))]
    public async Task An_unconnected_socket_is_not_connected_and_nothing_went(SendForm form, bool blocking)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = blocking };

        var error = await Assert.ThrowsAsync<SendIncompleteException>(async () => await Send(form, socket, [1, 2]));

        Assert.Equal(0, error.BytesSent);
        // Linux answers EPIPE here, send(2) leaves the choice.
        Assert.Contains(error.SocketErrorCode, (SocketError[])[SocketError.NotConnected, SocketError.Shutdown]);
    }

    [Theory]
    [MemberData(nameof(SendForms.FormsAndModes), MemberType = typeof(SendForms))]
    public async Task A_closed_socket_is_disposed(SendForm form, bool blocking)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = blocking };
        socket.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Send(form, socket, [1]));
    }

    [Theory]
    [InlineData(SendForm.Span)]
    [InlineData(SendForm.Async)]
    public async Task A_thread_that_receives_on_the_same_socket_is_not_disturbed(SendForm form)
    {
        (Socket socket, Socket peer) = Loopback.Pair(sendBuffer: 4096);
        using (socket)
        using (peer)
        {
            object Options() =>
                (socket.ReceiveTimeout, socket.SendTimeout, socket.ReceiveBufferSize, socket.SendBufferSize, socket.NoDelay);
            object options = Options();
            Task<int> receive = Task.Factory.StartNew(
                () => socket.Receive(new byte[10]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

            Task send = Task.Run(() => Send(form, socket, Payload));
            byte[] first = new byte[1000];
            peer.ReceiveExactly(first); // the send is under way
            Assert.True(socket.Blocking);
            Assert.Equal(options, Options());
            Assert.False(receive.IsCompleted);
            peer.ReceiveExactly(new byte[Payload.Length - first.Length]);
            await send;
            peer.SendAll([1, 2, 3]);

            Assert.Equal(3, await receive);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sequence_of_more_than_2_GiB_arrives_whole_and_in_order(bool asynchronous)
    {
        Assert.SkipWhen(PortableSockets.Enabled, "a count is a count in every form");
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
            // What the runtime allocates to compile comes once; what a send allocates comes each time.
            long least = long.MaxValue;
            for (int tries = 0; least > 0 && tries < 20; tries++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                sender.SendAll(payload);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            sender.Shutdown(SocketShutdown.Send);
            await reader;

            Assert.Equal(0, least);
        }
    }

    private static byte[] HashOfAll(Socket socket, int chunk)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> bytes in socket.ReceiveChunks(chunk))
            hash.AppendData(bytes.Span);
        return hash.GetHashAndReset();
    }

    [Fact]
    public async Task A_sequence_of_one_segment_goes_as_that_and_a_cancelled_one_not_at_all()
    {
        (Socket socket, Socket peer) = Loopback.Pair();
        using (socket)
        using (peer)
        {
            CancellationToken token = TestContext.Current.CancellationToken;
            ReadOnlySequence<byte> two = SendForms.Segments("ef"u8.ToArray(), "gh"u8.ToArray());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => socket.SendAllAsync(two, new CancellationToken(true)).AsTask());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => socket.SendAllAsync("x"u8.ToArray(), new CancellationToken(true)).AsTask());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => socket.SendAllAsync(ReadOnlyMemory<byte>.Empty, new CancellationToken(true)).AsTask());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => socket.SendAllAsync(SendForms.Segments([], []), new CancellationToken(true)).AsTask());
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => socket.SendAllAsync(ReadOnlyMemory<byte>.Empty, TimeSpan.Zero, new CancellationToken(true)).AsTask());
            socket.SendAll(new ReadOnlySequence<byte>("ab"u8.ToArray()));
            await socket.SendAllAsync(new ReadOnlySequence<byte>("cd"u8.ToArray()), token);
            await socket.SendAllAsync(two, token);
            await socket.SendAllAsync(default(ReadOnlySequence<byte>), token);
            socket.Shutdown(SocketShutdown.Send);
            byte[] got = new byte[9];
            int count = 0;
            for (int some; (some = peer.Receive(got.AsSpan(count))) > 0;)
                count += some;
            Assert.Equal("abcdefgh"u8, got.AsSpan(0, count));
        }
    }
}
