using System.Net.Sockets;
using System.Runtime.InteropServices;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling.Model;

/// <summary>The socket that a <see cref="ModelPlace"/> is the model of, and its peer.</summary>
internal sealed partial class RealPlace : IDisposable
{
    private static readonly byte[] Buffer = new byte[65536];

    /// <summary>Microseconds; used up only when something is lost.</summary>
    private const int Patience = 10_000_000;

    private readonly List<Socket> _peers = [];

    public RealPlace(PlaceKind kind)
    {
        Kind = kind;
        Socket = kind switch
        {
            PlaceKind.UnixStream => OpenUnix(),
            PlaceKind.TcpStream => OpenTcp(),
            PlaceKind.Listener => OpenListener(),
            _ => OpenUdp(toNobody: kind == PlaceKind.UdpToNobody),
        };
        Socket.Blocking = false;
    }

    public PlaceKind Kind { get; }

    public Socket Socket { get; }

    /// <summary>Makes something wait at the socket.</summary>
    public void Send()
    {
        switch (Kind)
        {
            case PlaceKind.UnixStream or PlaceKind.TcpStream:
                _peers[0].Send([1]);
                break;
            case PlaceKind.Listener:
                Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _peers.Add(client);
                client.Connect(Socket.LocalEndPoint!);
                break;
            default:
                Socket.Send([1]);
                break;
        }
    }

    /// <summary>Takes the <paramref name="waiting"/> items that wait, or the error; whatever is still on its way is waited for.</summary>
    public void Drain(int waiting)
    {
        switch (Kind)
        {
            case PlaceKind.Listener:
                for (int i = 0; i < waiting && Socket.Poll(Patience, SelectMode.SelectRead); i++)
                    Socket.Accept().Reset();
                break;
            case PlaceKind.Udp:
                for (int i = 0; i < waiting && Socket.Poll(Patience, SelectMode.SelectRead); i++)
                    Socket.Receive(Buffer);
                break;
            case PlaceKind.UdpToNobody:
                Socket.Poll(Patience, SelectMode.SelectError);
                Socket.Receive(Buffer, 0, Buffer.Length, SocketFlags.None, out _);
                break;
            default:
                SpinWait.SpinUntil(() => Socket.Available >= waiting || Socket.Poll(0, SelectMode.SelectError), Patience / 1000);
                SocketError error = SocketError.Success;
                while (error == SocketError.Success && Socket.Receive(Buffer, 0, Buffer.Length, SocketFlags.None, out error) > 0)
                {
                }

                break;
        }
    }

    public void ShutDownPeer() => _peers[0].Shutdown(SocketShutdown.Send);

    /// <summary>An orderly close, or (TCP) a reset.</summary>
    public void ClosePeer(bool reset)
    {
        if (reset)
            _peers[0].Reset();
        else
            _peers[0].Close();
    }

    public void Dispose()
    {
        // No TIME_WAIT: thousands of these a second would use up the ports.
        if (Kind is PlaceKind.TcpStream && !Socket.SafeHandle.IsClosed)
            Socket.LingerState = new LingerOption(true, 0);
        Socket.Dispose();
        foreach (Socket peer in _peers)
            peer.Dispose();
    }

    private static Socket OpenUdp(bool toNobody)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(Loopback.AnyPort);
        if (toNobody)
        {
            using Socket nobody = OpenUdp(toNobody: false);
            socket.Connect(nobody.LocalEndPoint!);
        }
        else
        {
            socket.Connect(socket.LocalEndPoint!);
        }

        return socket;
    }

    private static Socket OpenListener()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(Loopback.AnyPort);
        socket.Listen();
        return socket;
    }

    private Socket OpenTcp()
    {
        (Socket client, Socket server) = Loopback.Pair();
        client.NoDelay = true;
        _peers.Add(client);
        return server;
    }

    private Socket OpenUnix()
    {
        int[] descriptors = new int[2];
        const int Unix = 1, StreamCloseOnExec = 1 | 0x80000;
        Assert.Equal(0, SocketPair(Unix, StreamCloseOnExec, 0, descriptors));
        _peers.Add(new Socket(new SafeSocketHandle(descriptors[1], ownsHandle: true)));
        return new Socket(new SafeSocketHandle(descriptors[0], ownsHandle: true));
    }

    [LibraryImport("libc", EntryPoint = "socketpair")]
    private static partial int SocketPair(int domain, int type, int protocol, [Out] int[] descriptors);
}
