using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// A session's socket: what goes through it is counted, and what the loop watches it for is remembered. A socket that somebody else
/// has closed is a connection that broke: no call throws but <see cref="Watch"/>.
/// </summary>
internal sealed class SessionSocket(ServerLoop loop, Socket socket, ISessionTransport transport) : ISessionTransport
{
    private SocketRegistration? _registration;
    private SocketEvents _watched;

    /// <summary>Bytes received so far.</summary>
    public long Received { get; private set; }

    public EndPoint? LocalEndPoint
    {
        get
        {
            try
            {
                return socket.LocalEndPoint;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return null;
            }
        }
    }

    /// <summary>What broke the connection, if something has. Asking takes it away.</summary>
    public SocketError PendingError
    {
        get
        {
            try
            {
                return (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            }
            catch (SocketException exception)
            {
                return exception.SocketErrorCode;
            }
            catch (ObjectDisposedException)
            {
                return SocketError.NotSocket;
            }
        }
    }

    /// <summary>Whether something has come that was not received.</summary>
    public bool HasUnread
    {
        get
        {
            try
            {
                return socket.Available > 0;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>A call that could do nothing now, and may be tried again.</summary>
    public static bool IsTransient(SocketError error) =>
        error is SocketError.WouldBlock or SocketError.Interrupted or SocketError.IOPending;

    public int Receive(Span<byte> buffer, out SocketError error)
    {
        int count = transport.Receive(buffer, out error);
        Received += count;
        loop.Metrics.BytesReceived(count);
        return count;
    }

    public int Send(ReadOnlySpan<byte> bytes, out SocketError error)
    {
        int count = transport.Send(bytes, out error);
        loop.Metrics.BytesSent(count);
        return count;
    }

    /// <summary>Says what to wait for from now on. Costs a system call only when that is not what is waited for already.</summary>
    /// <exception cref="IOException">The socket can no longer be watched: it is closed, or the kernel has no memory for it.</exception>
    public void Watch(SocketEvents wanted, ILoopSource source)
    {
        if (wanted == _watched)
            return;
        _watched = wanted;
        try
        {
            if (_registration is null)
                _registration = loop.Register(socket, wanted, source);
            else
                _registration.Events = wanted;
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or IOException)
        {
            throw new IOException($"The connection to the client can no longer be watched: {exception.Message}", exception);
        }
    }

    /// <summary>Shuts the sending side: the client reads its end.</summary>
    public SocketError ShutDown()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            return SocketError.Success;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.NotSocket;
        }
    }

    /// <summary>Closes it: orderly, or with a reset, which throws away what was not sent or not read.</summary>
    public void Close(bool reset)
    {
        _registration?.Dispose();
        try
        {
            if (reset)
                socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // A socket that cannot be reset any more is closed as it is.
        }

        socket.Dispose();
    }
}
