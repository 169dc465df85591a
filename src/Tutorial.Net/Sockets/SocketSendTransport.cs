using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Tutorial.Net;

/// <summary>A real socket under <see cref="SendLoop"/>. Changes neither the socket's mode nor any option.</summary>
internal struct SocketSendTransport : ISendTransport, IAsyncSendTransport
{
    // On Windows a blocking send of this size does not wait once select says writable; more might. Asynchronously it is how
    // much the count can be off when a send that is under way fails.
    private const int WindowsChunk = 16 * 1024;

    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;
    private Deadline _deadline;
    private bool _deadlineKnown;

    /// <param name="socket">Borrowed.</param>
    /// <param name="timeout">Of the whole call; null takes the socket's <see cref="Socket.SendTimeout"/>.</param>
    public SocketSendTransport(Socket socket, TimeSpan? timeout)
    {
        _socket = socket;
        _handle = socket.SafeHandle;
        _deadline = Deadline.After(timeout ?? Timeout.InfiniteTimeSpan);
        _deadlineKnown = timeout is not null;
    }

    /// <summary>The call's own time limit if it is over, otherwise null.</summary>
    public TimeSpan? PassedTimeout() => HasExpired() ? _deadline.Total : null;

    public readonly SocketError TrySend(ReadOnlySpan<byte> buffer, out int sent)
    {
        sent = 0;
        try
        {
            if (!OperatingSystem.IsWindows())
                return NativeSend.TrySend(_handle, buffer, out sent);

            SocketError error = SocketError.Success;
            while (sent < buffer.Length && error == SocketError.Success)
            {
                if (_socket.Blocking && !_socket.Poll(0, SelectMode.SelectWrite))
                    break;
                int chunk = Math.Min(buffer.Length - sent, WindowsChunk);
                sent += _socket.Send(buffer.Slice(sent, chunk), SocketFlags.None, out error);
            }

            return sent > 0 ? SocketError.Success : error == SocketError.Success ? SocketError.WouldBlock : error;
        }
        catch (ObjectDisposedException)
        {
            return SocketError.OperationAborted;
        }
    }

    public bool HasExpired()
    {
        // Only a send that has to wait pays for looking up the socket's own timeout.
        if (!_deadlineKnown)
        {
            _deadline = _deadline.WithTimeout(SendTimeout(_socket));
            _deadlineKnown = true;
        }

        return _deadline.HasPassed;
    }

    public readonly bool WaitUntilWritable()
    {
        try
        {
            return _deadline.Await(_socket, SelectMode.SelectWrite);
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

    // Socket.SendTimeout boxes its value; the raw option does not. SO_SNDTIMEO is a timeval, on Windows milliseconds.
    private static TimeSpan SendTimeout(Socket socket)
    {
        Span<byte> value = stackalloc byte[16];
        value.Clear();
        try
        {
            bool linux = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid();
            socket.GetRawSocketOption(linux ? 1 : 0xffff, linux ? 21 : 0x1005, value);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan timeout = OperatingSystem.IsWindows()
            ? TimeSpan.FromMilliseconds(MemoryMarshal.Read<int>(value))
            : TimeSpan.FromSeconds(MemoryMarshal.Read<nint>(value))
                + TimeSpan.FromMicroseconds(MemoryMarshal.Read<nint>(value[nint.Size..]));
        return timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan;
    }
}
