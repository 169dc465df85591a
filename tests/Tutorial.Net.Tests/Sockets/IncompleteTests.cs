using System.Net.Sockets;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>The exceptions of calls that ended part way, as a double of a socket may throw them.</summary>
public sealed class IncompleteTests
{
    [Fact]
    public void A_send_says_what_went_and_why_not_more()
    {
        var error = new SendIncompleteException(0, SocketError.ConnectionReset);
        Assert.Equal((0, SocketError.ConnectionReset), (error.BytesSent, error.SocketErrorCode));
        Assert.StartsWith("The send ended after 0 bytes: ", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", new SendIncompleteException(1, SocketError.TimedOut, "mine").Message);
        Assert.Throws<ArgumentOutOfRangeException>("bytesSent", () => new SendIncompleteException(-1, SocketError.TimedOut));
    }

    [Fact]
    public void A_receive_says_what_came_of_how_much_and_why_not_more()
    {
        var error = new ReceiveIncompleteException(0, 1, SocketError.ConnectionReset);
        Assert.Equal((0, 1, SocketError.ConnectionReset), (error.BytesReceived, error.BytesWanted, error.SocketErrorCode));
        Assert.StartsWith("Received 0 of 1 bytes: ", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("bytesReceived", () => new ReceiveIncompleteException(-1, 1, SocketError.TimedOut));
        Assert.Throws<ArgumentOutOfRangeException>("bytesReceived", () => new ReceiveIncompleteException(1, 1, SocketError.TimedOut));
    }
}
