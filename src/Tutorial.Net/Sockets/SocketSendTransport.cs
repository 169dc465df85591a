using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>A real socket under <see cref="SendLoop"/>. Changes neither the socket's mode nor any option.</summary>
internal struct SocketSendTransport : ISendTransport, IAsyncSendTransport
{
    // As much as a send buffer holds: then the time is looked at again.
    private const int MostAtOnce = 4 << 20;

    // How much the count of an asynchronous send can be off on Windows when it fails while under way.
    private const int WindowsChunk = 16 * 1024;

    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;
    private readonly Deadline _begun;
    private TimeSpan? _timeout;
    private int _chunk;
    private SocketError _failure;

    /// <param name="socket">Borrowed.</param>
    /// <param name="timeout">Of the whole call; null takes the socket's <see cref="Socket.SendTimeout"/>.</param>
    public SocketSendTransport(Socket socket, TimeSpan? timeout)
    {
        _socket = socket;
        _handle = socket.SafeHandle;
        _begun = Deadline.After(Timeout.InfiniteTimeSpan);
        _timeout = timeout;
    }

    /// <summary>The call's own time limit if it is over, otherwise null.</summary>
    public TimeSpan? PassedTimeout()
    {
        Deadline deadline = TheDeadline();
        return deadline.HasPassed ? deadline.Total : null;
    }

    public SocketError TrySend(ReadOnlySpan<byte> buffer, out int sent)
    {
        sent = 0;
        if (_failure != SocketError.Success)
            return _failure;
        try
        {
            return PortableSockets.Enabled && _socket.Blocking ? SendWhileReady(buffer, ref sent) : SendOnce(buffer, out sent);
        }
        catch (ObjectDisposedException)
        {
            return SocketError.OperationAborted;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    public bool WaitUntilWritable()
    {
        // Time comes first: a peer that drains steadily would otherwise keep the loop going past it.
        Deadline deadline = TheDeadline();
        try
        {
            if (deadline.HasPassed)
                return false;
            return OperatingSystem.IsWindows()
                ? WindowsWait.UntilWritable(_socket, deadline, out _failure)
                : deadline.Await(_socket, SelectMode.SelectWrite);
        }
        catch (ObjectDisposedException)
        {
            // The next attempt to send says so.
            return true;
        }
    }

    public readonly async ValueTask<(SocketError Error, int Sent)> SendSomeAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        // Off Windows SendAsync goes on until all is sent and keeps the count to itself when that fails; of a single
        // byte it can only send all or nothing. The rest follows by TrySend, behind the same full buffer, so no small
        // packet leaves.
        buffer = buffer[..(OperatingSystem.IsWindows() ? Math.Min(buffer.Length, WindowsChunk) : 1)];

        try
        {
            return (SocketError.Success, await _socket.SendAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
        catch (SocketException e)
        {
            return (e.SocketErrorCode, 0);
        }
        catch (ObjectDisposedException)
        {
            return (SocketError.OperationAborted, 0);
        }
    }

    // Only a send that has to wait pays for looking up the socket's own timeout.
    public Deadline TheDeadline() => _begun.WithTimeout(_timeout ??= NativeOptions.SendTimeout(_socket));

    private readonly SocketError SendOnce(ReadOnlySpan<byte> buffer, out int sent)
    {
        if (!OperatingSystem.IsWindows())
            return NativeSend.TrySend(_handle, buffer, out sent);

        sent = _socket.Send(buffer, SocketFlags.None, out SocketError error);
        return error;
    }

    private SocketError SendWhileReady(ReadOnlySpan<byte> buffer, ref int sent)
    {
        if (_chunk == 0)
            _chunk = NativeOptions.SendsWithoutWaiting(_socket);
        buffer = buffer[..Math.Min(buffer.Length, MostAtOnce)];
        while (sent < buffer.Length)
        {
            if (!_socket.Poll(0, SelectMode.SelectWrite))
                return SocketError.WouldBlock;
            SocketError error = SendOnce(buffer.Slice(sent, Math.Min(buffer.Length - sent, _chunk)), out int count);
            sent += count;
            if (error != SocketError.Success)
                return error;
        }

        return SocketError.Success;
    }
}
