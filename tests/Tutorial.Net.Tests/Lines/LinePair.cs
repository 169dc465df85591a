using System.Net.Security;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>What a reader and a writer may be given.</summary>
public enum LineMedium
{
    Socket,
    NetworkStream,
    SslStream,
}

/// <summary>Both ends of a connection over loopback: one as a reader or writer is given it, the other as a stream.</summary>
internal sealed class LinePair : IDisposable
{
    public static readonly TheoryData<LineMedium> Media = [LineMedium.Socket, LineMedium.NetworkStream, LineMedium.SslStream];

    private readonly Stream? _stream;

    private LinePair(Socket socket, Stream? stream, Socket peerSocket, Stream peer)
    {
        Socket = socket;
        _stream = stream;
        PeerSocket = peerSocket;
        Peer = peer;
    }

    /// <summary>The socket below, whatever lies over it.</summary>
    public Socket Socket { get; }

    public Socket PeerSocket { get; }

    /// <summary>The other end: bytes go out at once.</summary>
    public Stream Peer { get; }

    public static LinePair Open(LineMedium medium, int? sendBuffer = null, int? receiveBuffer = null)
    {
        (Socket socket, Socket peer) = Loopback.Pair(sendBuffer, receiveBuffer);
        socket.NoDelay = peer.NoDelay = true;
        var peerStream = new NetworkStream(peer, ownsSocket: true);
        switch (medium)
        {
            case LineMedium.Socket:
                return new LinePair(socket, null, peer, peerStream);
            case LineMedium.NetworkStream:
                return new LinePair(socket, new NetworkStream(socket, ownsSocket: true), peer, peerStream);
            default:
                var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), false, TestCertificate.IsOurs);
                var peerTls = new SslStream(peerStream, false);
                Task.WhenAll(
                    tls.AuthenticateAsClientAsync("localhost"),
                    peerTls.AuthenticateAsServerAsync(TestCertificate.Value)).GetAwaiter().GetResult();
                // With the first byte come the session tickets. Closing over unread ones would reset the connection.
                peerTls.WriteByte(0);
                tls.ReadByte();
                return new LinePair(socket, tls, peer, peerTls);
        }
    }

    public LineReader Reader(LineOptions? options = null, bool owns = false) =>
        _stream is null ? new LineReader(Socket, options, owns) : new LineReader(_stream, options, owns);

    public LineReader Reader(ReadOnlyMemory<byte> buffered, LineOptions? options = null) =>
        _stream is null ? new LineReader(Socket, buffered, options) : new LineReader(_stream, buffered, options);

    public LineWriter Writer(LineOptions? options = null, bool owns = false) =>
        _stream is null ? new LineWriter(Socket, options, owns) : new LineWriter(_stream, options, owns);

    /// <summary>Owns this end.</summary>
    public LineConnection Connection(LineOptions? options = null) =>
        _stream is null ? new LineConnection(Socket, options) : new LineConnection(_stream, options);

    public void Send(ReadOnlySpan<byte> bytes)
    {
        Peer.Write(bytes);
        Peer.Flush();
    }

    /// <summary>Everything that comes up to the end of the stream.</summary>
    public Task<byte[]> ReceiveAllAsync() => Task.Factory.StartNew(
        () =>
        {
            var all = new MemoryStream();
            Peer.CopyTo(all);
            return all.ToArray();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Closes what the reader and the writer were lent.</summary>
    public void CloseOwn()
    {
        _stream?.Dispose();
        Socket.Dispose();
    }

    public void Dispose()
    {
        CloseOwn();
        try
        {
            Peer.Dispose();
        }
        catch (IOException)
        {
            // The other end was reset.
        }

        PeerSocket.Dispose();
    }
}
