using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>A socket under <see cref="SendLoop"/> for one who is to read from it: waits only while nothing is there to be read, since two
/// peers that each wait for the other to read would wait for ever.</summary>
internal struct YieldingSendTransport : ISendTransport
{
    private readonly Socket _socket;
    private readonly bool _mayWait;
    private SocketSendTransport _sending;

    /// <param name="socket">Borrowed.</param>
    /// <param name="timeout">Of the whole call; null takes the socket's <see cref="Socket.SendTimeout"/>.</param>
    /// <param name="mayWait">Whether what is to be read is not there already.</param>
    public YieldingSendTransport(Socket socket, TimeSpan? timeout, bool mayWait)
    {
        _socket = socket;
        _mayWait = mayWait;
        _sending = new SocketSendTransport(socket, timeout);
    }

    /// <summary>Whether it ended so that what is there can be read.</summary>
    public bool IsReadable { get; private set; }

    public TimeSpan? PassedTimeout() => _sending.PassedTimeout();

    public SocketError TrySend(ReadOnlySpan<byte> buffer, out int sent) => _sending.TrySend(buffer, out sent);

    public bool WaitUntilWritable()
    {
        IsReadable = !_mayWait;
        Deadline deadline = _sending.TheDeadline();
        try
        {
            while (!IsReadable)
            {
                List<Socket> readable = [_socket], writable = [_socket];
                Socket.Select(readable, writable, null, deadline.NextWait);
                IsReadable = readable.Count > 0;
                // Time comes before more to send: a peer that drains steadily would otherwise keep the loop going past it.
                if (deadline.HasPassed)
                    return false;
                if (!IsReadable && writable.Count > 0)
                    return true;
            }

            return false;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The next attempt to send says so.
            return true;
        }
    }
}
