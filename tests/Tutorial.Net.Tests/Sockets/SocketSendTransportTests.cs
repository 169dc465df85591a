using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>The socket under the loop of a send: what it says of an attempt that failed.</summary>
public sealed class SocketSendTransportTests
{
    [Fact]
    public async Task Of_an_attempt_that_failed_nothing_went()
    {
        (Socket sender, Socket receiver) = Loopback.Pair();
        var transport = new SocketSendTransport(sender, Timeout.InfiniteTimeSpan);
        receiver.Reset();
        Assert.True(sender.Poll(TimeSpan.FromSeconds(60), SelectMode.SelectRead));

        Assert.Equal((SocketError.ConnectionReset, 0), await transport.SendSomeAsync(new byte[3], CancellationToken.None));
        Assert.NotEqual(SocketError.Success, transport.TrySend(new byte[3], out int sent));
        Assert.Equal(0, sent);

        sender.Dispose();
        Assert.Equal((SocketError.OperationAborted, 0), await transport.SendSomeAsync(new byte[3], CancellationToken.None));
        Assert.Equal(SocketError.OperationAborted, transport.TrySend(new byte[3], out sent));
        Assert.Equal(0, sent);
        Assert.True(transport.WaitUntilWritable()); // the attempt that follows says why not
    }
}
