using System.Net.Security;
using System.Net.Sockets;

namespace Tutorial.Net.Tests.Lines;

/// <summary>What no lines can come from or go to is refused at once, not at the first call.</summary>
public class RefusedStreamTests
{
    [Fact]
    public void A_stream_that_cannot_be_read_or_written_is_refused_with_what_to_give()
    {
        string path = Path.GetTempFileName();
        using (FileStream writeOnly = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        using (FileStream readOnly = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            Assert.Contains("CanRead", Assert.Throws<ArgumentException>(() => new LineReader(writeOnly)).Message, StringComparison.Ordinal);
            Assert.Contains("CanWrite", Assert.Throws<ArgumentException>(() => new LineWriter(readOnly)).Message, StringComparison.Ordinal);
            new LineReader(readOnly).Dispose();
            new LineWriter(writeOnly).Dispose();
        }

        File.Delete(path);
        var closed = new MemoryStream();
        closed.Dispose();
        Assert.Throws<ArgumentException>(() => new LineReader(closed));
        Assert.Throws<ArgumentException>(() => new LineWriter(closed));
        Assert.Throws<ArgumentException>(() => new LineConnection(closed));
        Assert.Throws<ArgumentNullException>(() => new LineReader((Stream)null!));
    }

    [Fact]
    public void Tls_may_shake_hands_later()
    {
        using var tls = new SslStream(new MemoryStream());
        new LineReader(tls).Dispose();
        new LineWriter(tls).Dispose();
    }

    [Fact]
    public void A_socket_of_datagrams_is_refused()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.Throws<ArgumentException>(() => new LineReader(socket));
        Assert.Throws<ArgumentException>(() => new LineWriter(socket));
        Assert.Throws<ArgumentException>(() => new LineConnection(socket));
    }
}
