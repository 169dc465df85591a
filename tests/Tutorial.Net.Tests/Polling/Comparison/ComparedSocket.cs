using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling.Comparison;

/// <summary>A socket, its peer where it has one, and everything that can be done to both without waiting.</summary>
internal sealed partial class ComparedSocket : IDisposable
{
    private static readonly byte[] Buffer = new byte[1 << 16];

    private readonly List<Socket> _peers = [];

    public ComparedSocket(ComparedKind kind)
    {
        Kind = kind;
        Socket = Open(kind);
        Socket.Blocking = false;
        foreach (Socket peer in _peers)
            peer.Blocking = false;
    }

    public ComparedKind Kind { get; }

    public Socket Socket { get; }

    public void Do(int action)
    {
        Socket? peer = _peers.Count > 0 ? _peers[0] : null;
        switch (action)
        {
            case 0:
                Try(peer, static it => it.Send([1]));
                break;
            case 1:
                Try(Socket, static it => it.Send([1]));
                break;
            case 2:
                Fill(Socket);
                break;
            case 3:
                Fill(peer);
                break;
            case 4:
                Try(Socket, static it => it.Receive(Buffer, 0, 1, SocketFlags.None));
                break;
            case 5:
                Drain(Socket);
                break;
            case 6:
                Drain(peer);
                break;
            case 7 or 8 or 9:
                SocketShutdown how = (SocketShutdown)(action - 7);
                Try(Socket, it => it.Shutdown(how));
                break;
            case 10 or 11 or 12:
                SocketShutdown peers = (SocketShutdown)(action - 10);
                Try(peer, it => it.Shutdown(peers));
                break;
            case 13:
                peer?.Close();
                break;
            case 14:
                Try(peer, static it => it.Reset());
                break;
            case 15:
                Try(peer, static it => it.Send([9], SocketFlags.OutOfBand));
                break;
            case 16 when Kind == ComparedKind.Listener:
                Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new(true, 0) };
                _peers.Add(client);
                Try(client, it => it.Connect(Socket.LocalEndPoint!));
                break;
            case 17 when Kind == ComparedKind.Listener:
                Try(Socket, static it => it.Accept().Reset());
                break;
        }
    }

    public void Dispose()
    {
        foreach (Socket socket in _peers.Prepend(Socket))
        {
            // No TIME_WAIT: thousands of these would use up the ports.
            Try(socket, static it => it.LingerState = new LingerOption(true, 0));
            socket.Dispose();
        }
    }

    private static void Fill(Socket? socket) => Try(socket, static it =>
    {
        // A TCP buffer grows: until two attempts in a row find no room.
        for (int i = 0; i < 64 && it.Poll(0, SelectMode.SelectWrite); i++)
            it.Send(Buffer, 0, it.SocketType == SocketType.Stream ? Buffer.Length : 8000, SocketFlags.None);
    });

    private static void Drain(Socket? socket) => Try(socket, static it =>
    {
        for (int i = 0; i < 1000 && it.Poll(0, SelectMode.SelectRead) && it.Receive(Buffer) > 0; i++)
        {
        }
    });

    private static void Try(Socket? socket, Action<Socket> action)
    {
        try
        {
            if (socket is { SafeHandle.IsClosed: false })
                action(socket);
        }
        catch (SocketException)
        {
            // Whatever the state forbids leaves a state worth comparing.
        }
    }

    private Socket Open(ComparedKind kind)
    {
        switch (kind)
        {
            case ComparedKind.UnixStream:
                return OpenUnix(SocketTypeStream);
            case ComparedKind.UnixDgram:
                return OpenUnix(SocketTypeStream + 1);
            case ComparedKind.UnixSeqpacket:
                return OpenUnix(SocketTypeSeqpacket);
            case ComparedKind.Tcp:
                (Socket client, Socket server) = Loopback.Pair(sendBuffer: 4096, receiveBuffer: 4096);
                client.NoDelay = server.NoDelay = true;
                server.SendBufferSize = 4096;
                _peers.Add(client);
                return server;
            case ComparedKind.Udp or ComparedKind.UdpToNobody:
                Socket udp = OpenUdp();
                Socket other = OpenUdp();
                udp.Connect(other.LocalEndPoint!);
                other.Connect(udp.LocalEndPoint!);
                if (kind == ComparedKind.UdpToNobody)
                    other.Close();
                else
                    _peers.Add(other);
                return udp;
            case ComparedKind.Listener:
                Socket listener = OpenTcp();
                listener.Bind(Loopback.AnyPort);
                listener.Listen(4);
                return listener;
            case ComparedKind.TcpRefused:
                Socket refused = OpenTcp();
                refused.Blocking = false;
                Try(refused, static it => it.Connect(new IPEndPoint(IPAddress.Loopback, 1)));
                return refused;
            default:
                return OpenTcp();
        }
    }

    private static Socket OpenTcp() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private static Socket OpenUdp()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(Loopback.AnyPort);
        return socket;
    }

    private const int SocketTypeStream = 1, SocketTypeSeqpacket = 5;

    private Socket OpenUnix(int type)
    {
        int[] descriptors = new int[2];
        const int Unix = 1, CloseOnExec = 0x80000;
        Assert.Equal(0, SocketPair(Unix, type | CloseOnExec, 0, descriptors));
        _peers.Add(new Socket(new SafeSocketHandle(descriptors[1], ownsHandle: true)));
        return new Socket(new SafeSocketHandle(descriptors[0], ownsHandle: true));
    }

    [LibraryImport("libc", EntryPoint = "socketpair")]
    private static partial int SocketPair(int domain, int type, int protocol, [Out] int[] descriptors);
}
