using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Load.Studies;

/// <summary>A client of the server under study, served by a <see cref="ClientLoop"/>.</summary>
internal abstract class StudyClient : IDisposable
{
    /// <summary>Addresses to connect from: each has ports of its own, and those that wait after an end are many.</summary>
    private const int Addresses = 16;

    private static int s_count;

    private readonly Socket _socket;
    private SocketRegistration? _registration;
    private ReadOnlyMemory<byte> _unsent;

    protected StudyClient(EndPoint server, int? receiveBuffer = null)
        : this(Connect(server, receiveBuffer))
    {
    }

    /// <param name="connected">Owned from now on.</param>
    protected StudyClient(Socket connected)
    {
        _socket = connected;
        _socket.Blocking = false;
    }

    /// <summary>Whether the connection has ended, and how: in order, or with an error.</summary>
    public SocketError? End { get; private set; }

    /// <summary>When it ended, as <see cref="Stopwatch.GetTimestamp"/> has it, here and in the server's process.</summary>
    public long EndedAt { get; private set; }

    /// <summary>Its own end.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Whether it takes what the server sends. One that does not notices resets only.</summary>
    protected virtual bool Reads => true;

    public void Start(SocketMultiplexer multiplexer)
    {
        _registration = multiplexer.Register(_socket, SocketEvents.None, this);
        Watch();
    }

    /// <summary>Sends what there is room for, and the rest as soon as there is; nothing may be under way.</summary>
    public void Send(ReadOnlyMemory<byte> bytes)
    {
        if (!_unsent.IsEmpty)
            throw new InvalidOperationException("The last bytes are still to be sent.");
        _unsent = bytes;
        SendOn();
    }

    /// <summary>Ends the sending side.</summary>
    public void ShutDown() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Goes with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    public void OnReady(SocketEvents events, byte[] buffer)
    {
        if ((events & SocketEvents.Write) != 0)
            SendOn();
        if ((events & (SocketEvents.Read | SocketEvents.HangUp)) == 0 || End is not null)
            return;
        if (!Reads)
        {
            Ended((SocketError)(int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!);
            return;
        }

        int count = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
        if (error is SocketError.WouldBlock)
            return;
        if (count == 0 || error != SocketError.Success)
            Ended(error);
        else
            OnReceived(buffer.AsSpan(0, count));
        if (!Reads)
            Watch();
    }

    public void Dispose()
    {
        _registration?.Dispose();
        _socket.Dispose();
    }

    /// <summary>Some bytes have come.</summary>
    protected abstract void OnReceived(ReadOnlySpan<byte> bytes);

    /// <summary>The server has ended the connection, or it broke.</summary>
    protected virtual void OnEnded()
    {
    }

    /// <summary>To be called when <see cref="Reads"/> has changed.</summary>
    protected void Watch()
    {
        SocketEvents wanted = (Reads ? SocketEvents.Read : SocketEvents.HangUp) | (_unsent.IsEmpty ? SocketEvents.None : SocketEvents.Write);
        if (_registration is { IsRegistered: true } registration && registration.Events != wanted)
            registration.Events = wanted;
    }

    private static Socket Connect(EndPoint server, int? receiveBuffer)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
            socket.ReceiveBufferSize = size;
        socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(2 + (s_count++ % Addresses))]), 0));
        socket.Connect(server);
        return socket;
    }

    private void SendOn()
    {
        while (!_unsent.IsEmpty && End is null)
        {
            int count = _socket.Send(_unsent.Span, SocketFlags.None, out SocketError error);
            if (error is SocketError.WouldBlock)
                break;
            // What a broken connection has still to say is read first.
            _unsent = error == SocketError.Success ? _unsent[count..] : default;
        }

        Watch();
    }

    private void Ended(SocketError error)
    {
        End = error;
        EndedAt = Stopwatch.GetTimestamp();
        Dispose();
        OnEnded();
    }
}
