using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Sockets;

public sealed class KeepAliveTests
{
    [Fact]
    public void It_is_on_with_the_times_that_were_given_rounded_up_to_seconds()
    {
        (Socket socket, Socket peer) = Loopback.Pair();
        using (socket)
        using (peer)
        {
            Assert.Equal(0, Option(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive));

            socket.SetKeepAlive(TimeSpan.FromMilliseconds(60_001), TimeSpan.FromTicks(1), 3);

            Assert.NotEqual(0, Option(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
            Assert.Equal(61, Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
            Assert.Equal(1, Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
            Assert.Equal(3, Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(32767, 127)]
    public void The_least_and_the_most_of_each_can_be_had(int seconds, int count)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        socket.SetKeepAlive(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds), count);

        Assert.Equal(seconds, Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(count, Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
    }

    [Theory]
    [InlineData(0, 1, 1, "idle")]
    [InlineData(-0.001, 1, 1, "idle")] // Timeout.InfiniteTimeSpan: without a time there is no keep-alive to set
    [InlineData(32767.1, 1, 1, "idle")]
    [InlineData(1, 0, 1, "interval")]
    [InlineData(1, 32768, 1, "interval")]
    [InlineData(1, 1, 0, "count")]
    [InlineData(1, 1, 128, "count")]
    public void What_is_out_of_range_is_named_and_nothing_set(double idle, double interval, int count, string name)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => socket.SetKeepAlive(TimeSpan.FromSeconds(idle), TimeSpan.FromSeconds(interval), count));

        Assert.Equal(name, error.ParamName);
        Assert.Equal(0, Option(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
    }

    private static int Option(Socket socket, SocketOptionLevel level, SocketOptionName name) => (int)socket.GetSocketOption(level, name)!;
}
