using System.Net;
using System.Net.Sockets;
using Tutorial.Net;
using Tutorial.Net.Samples;

/// <summary>Datagrams, a listening socket and its connections in one multiplexer; a state that is a delegate says what to do with
/// each.</summary>
internal sealed class EchoServer : IDisposable
{
    private readonly SocketMultiplexer _multiplexer = new();
    private readonly EchoBudget _budget = new(TimeProvider.System);
    private readonly byte[] _buffer = new byte[65536];
    private readonly Socket _listener;
    private readonly Socket _datagrams;
    private readonly SocketRegistration _accepting;
    private int _here;
    private int _gone;

    public EchoServer(IPEndPoint endPoint)
    {
        (_listener, _datagrams) = Bind(endPoint);
        _listener.Blocking = _datagrams.Blocking = false;
        _accepting = _multiplexer.Register(_listener, SocketEvents.Read, (Action<SocketRegistration>)Accept);
        _multiplexer.Register(_datagrams, SocketEvents.Read, (Action<SocketRegistration>)EchoDatagram);
    }

    public EndPoint EndPoint => _listener.LocalEndPoint!;

    public void Run(int clients)
    {
        ReadySocket[] ready = new ReadySocket[64];
        while (clients == 0 || _gone < clients)
        {
            int count = _multiplexer.Wait(ready, Timeout.InfiniteTimeSpan);
            foreach (ReadySocket socket in ready.AsSpan(0, count))
                ((Action<SocketRegistration>)socket.State!)(socket.Registration);
        }
    }

    public void Dispose()
    {
        foreach (SocketRegistration registration in _multiplexer.Registrations)
            registration.Socket.Dispose();
        _multiplexer.Dispose();
    }

    /// <summary>UDP and TCP ports are numbered apart; where the system chooses, the number must be free for both.</summary>
    private static (Socket Listener, Socket Datagrams) Bind(IPEndPoint endPoint)
    {
        for (int attempt = 1; ; attempt++)
        {
            Socket listener = TcpSocket.Listen(endPoint);
            var datagrams = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                if (endPoint.Address.Equals(IPAddress.IPv6Any))
                    datagrams.DualMode = true;
                datagrams.Bind(listener.LocalEndPoint!);
                return (listener, datagrams);
            }
            catch (SocketException e)
            {
                listener.Dispose();
                datagrams.Dispose();
                if (endPoint.Port != 0 || attempt == 10 || e.SocketErrorCode != SocketError.AddressAlreadyInUse)
                    throw;
            }
        }
    }

    private void Accept(SocketRegistration registration)
    {
        try
        {
            Socket socket = registration.Socket.Accept();
            socket.Blocking = false;
            _multiplexer.Register(socket, SocketEvents.Read, (Action<SocketRegistration>)EchoStream);
            _here++;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TooManyOpenSockets && _here > 0)
        {
            // No descriptor is left: asking again at once would spin. The next client to go makes room.
            Console.Error.WriteLine("no more clients for now: the limit on open sockets is reached");
            _accepting.Events = SocketEvents.None;
        }
        catch (SocketException e) when (e.SocketErrorCode != SocketError.TooManyOpenSockets)
        {
            // Gone again before it was accepted.
        }
    }

    /// <summary>One receive is one message, one send sends it back whole; not to whoever would only send it back in its turn.</summary>
    private void EchoDatagram(SocketRegistration registration)
    {
        try
        {
            EndPoint from = registration.Socket.LocalEndPoint!;
            int length = registration.Socket.ReceiveFrom(_buffer, ref from);
            string shown = $"UDP, {length} bytes: {TerminalText.Escape(_buffer.AsSpan(0, length), 60)}";
            if (!_budget.Answer((IPEndPoint)from, (IPEndPoint)registration.Socket.LocalEndPoint!, out string? complaint))
            {
                if (complaint is not null)
                    Console.WriteLine($"{shown}, not answered: {PeerAddress.Of(from)}: {complaint}");
                return;
            }

            Console.WriteLine(shown);
            registration.Socket.SendTo(_buffer.AsSpan(0, length), from);
        }
        catch (SocketException)
        {
            // Not there after all, or the sender cannot be reached: with UDP nobody is told.
        }
    }

    /// <summary>One receive is whatever has arrived. A client that does not take it back as fast as it sends is dropped.</summary>
    private void EchoStream(SocketRegistration registration)
    {
        int length = registration.Socket.Receive(_buffer, 0, _buffer.Length, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
            return;
        if (error == SocketError.Success && length > 0)
        {
            Console.WriteLine($"TCP, {length} bytes: {TerminalText.Escape(_buffer.AsSpan(0, length), 60)}");
            if (registration.Socket.Send(_buffer.AsSpan(0, length), SocketFlags.None, out error) == length)
                return;
            string reason = error is SocketError.Success or SocketError.WouldBlock
                ? "it does not read"
                : new SocketException((int)error).Message;
            Console.Error.WriteLine($"dropping {PeerAddress.Of(registration.Socket)}: {reason}");
        }

        registration.Dispose();
        registration.Socket.Dispose();
        _here--;
        _gone++;
        _accepting.Events = SocketEvents.Read;
    }
}
