using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// The two ends of a connection to oneself: a byte sent from any thread makes the one end readable, which is what a
/// <see cref="Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, int)"/> can see.
/// </summary>
/// <remarks>TCP and not a datagram to oneself: the kernel may drop a datagram when it is short of memory.</remarks>
internal sealed class WakeSockets : IDisposable
{
    /// <summary>For how many milliseconds a send that is refused is tried again.</summary>
    private const int MostTries = 100;

    private readonly Socket _sender;
    private readonly byte[] _drain = new byte[64];

    public WakeSockets()
    {
        IPAddress loopback = Socket.OSSupportsIPv4 ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        using Socket listener = new(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(loopback, 0));
        listener.Listen(1);
        _sender = new Socket(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _sender.Connect(listener.LocalEndPoint!);
            Receiver = AcceptFrom(listener, _sender.LocalEndPoint!);
            _sender.NoDelay = true;
            _sender.Blocking = false;
            Receiver.Blocking = false;
        }
        catch
        {
            _sender.Dispose();
            Receiver?.Dispose();
            throw;
        }
    }

    /// <summary>Readable after <see cref="Signal"/>, until <see cref="Drain"/>.</summary>
    public Socket Receiver { get; }

    public void Signal()
    {
        try
        {
            // There is room for a byte, but short of memory the kernel may refuse it, and then nobody would wake the wait.
            for (int i = 0; _sender.Send([1], SocketFlags.None, out _) == 0 && i < MostTries; i++)
                Thread.Sleep(1);
        }
        catch (ObjectDisposedException)
        {
            // The multiplexer was disposed meanwhile: nobody is left to be woken.
        }
    }

    public void Drain() => Receiver.Receive(_drain, 0, _drain.Length, SocketFlags.None, out _);

    public void Dispose()
    {
        _sender.Dispose();
        Receiver.Dispose();
    }

    /// <summary>Any program of this machine can connect to the port while it is open; only our own end will do.</summary>
    private static Socket AcceptFrom(Socket listener, EndPoint wanted)
    {
        while (true)
        {
            Socket accepted = listener.Accept();
            if (IsFrom(accepted, wanted))
                return accepted;
            accepted.Dispose();
        }
    }

    private static bool IsFrom(Socket accepted, EndPoint wanted)
    {
        try
        {
            return wanted.Equals(accepted.RemoteEndPoint);
        }
        catch (SocketException)
        {
            // Reset already: a stranger's.
            return false;
        }
    }
}
