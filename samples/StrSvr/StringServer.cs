using System.Net.Sockets;
using Tutorial.Net;

/// <summary>
/// One thread, one multiplexer, everything non-blocking: nobody waits for anybody else to connect, to type, or to read, and with
/// nothing to do it sleeps.
/// </summary>
internal sealed class StringServer : IDisposable
{
    /// <summary>What the string may grow to, so that nobody can fill the memory. Each letter is answered with all of it.</summary>
    private const int LongestString = 64 * 1024;

    private readonly SocketMultiplexer _multiplexer = new();
    private readonly ReadySocket[] _ready = new ReadySocket[64];
    private readonly byte[] _letter = new byte[1];
    private readonly byte[] _string = new byte[LongestString];
    private readonly SocketRegistration _listener;
    private int _length;
    private int _came;
    private int _here;

    public StringServer(Socket listener)
    {
        listener.Blocking = false;
        _listener = _multiplexer.Register(listener, SocketEvents.Read);
    }

    /// <summary>Serves until as many clients have come, and none is left; returns the string.</summary>
    public ReadOnlySpan<byte> Run(int clients)
    {
        while (_came < clients || _here > 0)
        {
            int count = _multiplexer.Wait(_ready, Timeout.InfiniteTimeSpan);
            foreach (ReadySocket ready in _ready.AsSpan(0, count))
            {
                if (ready.State is StringClient client)
                    Serve(client, ready.Events);
                else
                    Accept(ready.Socket);
            }
        }

        return _string.AsSpan(0, _length);
    }

    public void Dispose() => _multiplexer.Dispose();

    private void Accept(Socket listener)
    {
        try
        {
            Socket socket = listener.Accept();
            socket.Blocking = false;
            var client = new StringClient(socket);
            client.Registration = _multiplexer.Register(socket, SocketEvents.Read, client);
            _came++;
            _here++;
            Console.WriteLine($"{client.Name} has come");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.TooManyOpenSockets && _here > 0)
        {
            // No descriptor is left: asking again at once would spin. The next client to go makes room.
            Console.Error.WriteLine("no more clients for now: the limit on open sockets is reached");
            _listener.Events = SocketEvents.None;
        }
        catch (SocketException e) when (e.SocketErrorCode != SocketError.TooManyOpenSockets)
        {
            // Gone again before it was accepted.
        }
    }

    private void Serve(StringClient client, SocketEvents events)
    {
        try
        {
            if ((events & SocketEvents.Write) != 0)
                client.SendPending();
            if ((events & SocketEvents.Read) != 0 && !TakeLetter(client))
                Drop(client);
        }
        catch (SocketException)
        {
            // Reset: gone without a word.
            Drop(client);
        }
    }

    /// <summary>
    /// One letter a turn, as the original does: whoever sends many does not keep the others waiting. False: the client is to go.
    /// </summary>
    private bool TakeLetter(StringClient client)
    {
        int received = client.Socket.Receive(_letter, 0, 1, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
            return true;
        if (error != SocketError.Success || received == 0)
            return false;
        if (_length == LongestString)
        {
            Console.Error.WriteLine($"dropping {client.Name}: the string is full at {LongestString} bytes");
            return false;
        }

        _string[_length++] = _letter[0];
        if (client.Send(_string.AsSpan(0, _length)))
            return true;
        Console.Error.WriteLine($"dropping {client.Name}: it does not read, and {client.Pending} bytes wait for it");
        return false;
    }

    private void Drop(StringClient client)
    {
        client.Registration!.Dispose();
        client.Socket.Dispose();
        _here--;
        Console.WriteLine($"{client.Name} has gone");
        _listener.Events = SocketEvents.Read;
    }
}
