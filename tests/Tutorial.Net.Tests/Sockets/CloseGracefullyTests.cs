using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Sockets;

public sealed class CloseGracefullyTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    // dotnet/runtime 44764 and 43385: the server closes with 997 of the client's lines unread.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_pipelines_a_thousand_lines_of_which_the_third_is_QUIT_gets_its_reply(bool asynchronous)
    {
        byte[] lines = Encoding.ASCII.GetBytes("HELO\nMAIL\nQUIT\n" + string.Concat(Enumerable.Repeat("more of the same\n", 997)));
        using Socket listener = TcpSocket.Listen(0);
        for (int i = Campaign.Cases(10_000) / 2; i > 0; i--)
        {
            using Socket client = TcpSocket.Connect("127.0.0.1", listener.Port());
            Socket server = listener.Accept();
            client.SendAll(lines);
            server.ReceiveExactly(new byte[15]);
            server.SendAll("250\n250\n221 bye\n"u8);
            Task close = Task.Run(() => CloseAsync(asynchronous, server, Long));

            string reply = Encoding.ASCII.GetString([.. client.ReceiveChunks().SelectMany(chunk => chunk.ToArray())]);
            client.Dispose();
            await close;

            Assert.Equal("250\n250\n221 bye\n", reply);
        }
    }

    // What the kernel still holds for a client that reads late is thrown away when the connection is reset.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_that_the_client_has_no_room_for_yet_is_not_lost_either(bool asynchronous)
    {
        byte[] reply = new byte[200_000];
        new Random(1).NextBytes(reply);
        (Socket server, Socket client) = Loopback.Pair(sendBuffer: 1 << 20);
        using (client)
        {
            client.ReceiveBufferSize = 4096;
            client.SendAll(new byte[5_000]);
            server.ReceiveExactly(new byte[15]); // the rest stays unread
            server.SendAll(reply);
            Task close = Task.Run(() => CloseAsync(asynchronous, server, Long));

            byte[] received = new byte[reply.Length];
            client.ReceiveExactly(received.AsSpan(0, 1));
            await Task.Delay(20); // a reset would be here by now; if it is not, the test passes too easily, never wrongly fails
            client.ReceiveExactly(received.AsSpan(1));
            Assert.Equal(0, client.Receive(new byte[1]));
            client.Dispose();
            await close;

            Assert.Equal(reply, received);
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task It_waits_for_the_peers_end_and_closes_then(bool asynchronous, bool blocking)
    {
        (Socket socket, Socket peer) = Loopback.Pair();
        using (peer)
        {
            socket.Blocking = blocking;
            Task close = Task.Run(() => CloseAsync(asynchronous, socket, Long));
            Assert.Equal(0, peer.Receive(new byte[1])); // the sending side is shut, and this one may still send
            peer.SendAll(new byte[1_000_000]);
            Assert.False(close.IsCompleted);

            peer.Dispose();

            await close;
            Assert.Equal("tcp disposed", socket.Describe());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_that_sends_a_byte_at_a_time_has_not_ended(bool asynchronous)
    {
        (Socket socket, Socket peer) = Loopback.Pair();
        using (peer)
        {
            Task close = Task.Run(() => CloseAsync(asynchronous, socket, Long));
            Assert.Equal(0, peer.Receive(new byte[1]));
            for (int i = 0; i < 3; i++)
            {
                peer.SendAll([1]);
                Assert.True(SpinWait.SpinUntil(() => socket.Available == 0, Long)); // which a closed socket cannot tell
            }

            peer.Dispose();
            await close;
        }
    }

    [Fact]
    public void What_it_receives_into_goes_back_to_the_pool()
    {
        byte[] array = ArrayPool<byte>.Shared.Rent(16 * 1024);
        ArrayPool<byte>.Shared.Return(array); // this thread's next
        (Socket socket, Socket peer) = Loopback.Pair();
        peer.SendAll([1, 2, 3]);
        peer.Dispose();

        socket.CloseGracefully(Long);

        byte[] next = ArrayPool<byte>.Shared.Rent(16 * 1024);
        Assert.Same(array, next);
        ArrayPool<byte>.Shared.Return(next);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 50)]
    [InlineData(false, 50)]
    public async Task A_silent_peer_does_not_keep_it_past_its_time(bool asynchronous, int milliseconds)
    {
        (Socket socket, Socket peer) = Loopback.Pair();
        using (peer)
        {
            peer.SendAll(new byte[40_000]); // more than one receive takes
            await CloseAsync(asynchronous, socket, TimeSpan.FromMilliseconds(milliseconds));

            Assert.Equal("tcp disposed", socket.Describe());
            // What was there was read, so even now it is an end and not a reset.
            Assert.Equal(0, peer.Receive(new byte[1]));
            Assert.Equal(0, peer.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error));
        }
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 100)]
    [InlineData(false, 100)]
    public async Task A_peer_that_never_stops_sending_does_not_keep_it_past_its_time(bool asynchronous, int milliseconds)
    {
        (Socket socket, Socket peer) = Loopback.Pair();
        using (peer)
        {
            Task flood = Task.Run(() => Assert.Throws<SendIncompleteException>((Action)(() => SendForEver(peer))));

            await CloseAsync(asynchronous, socket, TimeSpan.FromMilliseconds(milliseconds));

            await flood;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_state_the_socket_is_in_it_is_closed_and_nothing_thrown(bool asynchronous)
    {
        (Socket reset, Socket peer) = Loopback.Pair();
        peer.Reset();
        await CloseAsync(asynchronous, reset, Long);
        Assert.Equal("tcp disposed", reset.Describe());
        await CloseAsync(asynchronous, reset, Long);

        var unconnected = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await CloseAsync(asynchronous, unconnected, Long);
        Assert.Equal("tcp disposed", unconnected.Describe());
    }

    [Fact]
    public async Task A_cancelled_close_has_closed()
    {
        (Socket socket, Socket peer) = Loopback.Pair();
        using (peer)
        {
            using var cancellation = new CancellationTokenSource();
            Task close = socket.CloseGracefullyAsync(Long, cancellation.Token).AsTask();
            Assert.False(close.IsCompleted);

            await cancellation.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => close);
            Assert.Equal("tcp disposed", socket.Describe());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_negative_limit_is_refused_and_the_socket_stays(bool asynchronous)
    {
        (Socket socket, Socket peer) = Loopback.Pair();
        using (socket)
        using (peer)
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => CloseAsync(asynchronous, socket, TimeSpan.FromTicks(-1)));
            socket.SendAll([1]);
        }
    }

    private static void SendForEver(Socket socket)
    {
        while (true)
            socket.SendAll(new byte[1 << 20]);
    }

    private static async Task CloseAsync(bool asynchronous, Socket socket, TimeSpan timeout)
    {
        if (asynchronous)
            await socket.CloseGracefullyAsync(timeout);
        else
            socket.CloseGracefully(timeout);
    }
}
