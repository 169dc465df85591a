using System.Buffers;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Tutorial.Net;

// From the socket to the handler.
internal sealed partial class SessionCore
{
    private void Receive()
    {
        int count = _transport.Receive(_input.GetSpan(), out SocketError error);
        if (error is SocketError.WouldBlock or SocketError.Interrupted or SocketError.IOPending)
            return;
        if (error != SocketError.Success)
        {
            Broke(error);
            return;
        }

        if (count == 0)
        {
            _peerEnded = true;
            _input.Complete();
        }
        else
        {
            _input.Advance(count);
            _times.Heard = _loop.Now;
            Received += count;
            _loop.Metrics.BytesReceived(count);
        }

        if (State == SessionState.Header && !TakeHeader())
            return;
        Handle();
    }

    /// <summary>Hands out what is there, up to a turn's worth.</summary>
    private void Handle()
    {
        int handled = 0;
        bool isHandling = false;
        try
        {
            while (CanHandle && _output.Pending <= Limits.MaxPendingBytes)
            {
                if (handled == _loop.Options.MaxLinesPerTurn)
                {
                    QueueTurn();
                    break;
                }

                if (_input.WantsBytes)
                {
                    if (!_input.TryReadBytes(out ReadOnlyMemory<byte> bytes, out bool isLast))
                        break;
                    _times.Line = SessionLimits.None;
                    isHandling = true;
                    _loop.Handler.OnBytes(Session, bytes.Span, isLast);
                }
                else
                {
                    if (Limits.HasRate && !IsWithinRate())
                        break;
                    if (!_input.TryReadLine(out Line line))
                        break;
                    _times.Line = SessionLimits.None;
                    isHandling = true;
                    _loop.Handler.OnLine(Session, line);
                }

                isHandling = false;
                handled++;
                if (_output.Pending > Limits.MaxPendingBytes)
                    Flush();
            }

            if (_peerEnded && CanHandle && !_isQueued && _output.Pending <= Limits.MaxPendingBytes)
                CloseAfterPeer();
        }
        catch (Exception exception) when (!isHandling && exception is LineTooLongException or LineFormatException)
        {
            Close(exception, SessionEnd.BadLine);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        _loop.Metrics.LinesHandled(handled);
    }

    private bool IsWithinRate()
    {
        if (!_input.HasLine() || _rate.TryTake(_loop.Now, Limits.MaxLinesPerSecond, Limits.LineBurst, out long next))
            return true;
        _times.Resume = next;
        return false;
    }

    /// <summary>The client has ended its side and all of it was handled.</summary>
    private void CloseAfterPeer()
    {
        Exception? error = _input.WantsBytes
            ? new EndOfStreamException($"The client ended {_input.Missing} bytes before the end of what it had announced.")
            : null;
        Close(error, SessionEnd.PeerClosed);
    }

    /// <returns>Whether the client's own bytes may be handled now.</returns>
    private bool TakeHeader()
    {
        ReadOnlySpan<byte> bytes = _input.Buffered.Span;
        OperationStatus status = ProxyHeader.TryParse(bytes, out ProxyHeader header, out int consumed);
        if (status == OperationStatus.NeedMoreData && !_peerEnded)
            return false;
        if (status != OperationStatus.Done)
        {
            if (_loop.Logger.IsEnabled(LogLevel.Debug))
            {
                string shown = ServingLog.Escape(bytes);
                ServingLog.BadProxyHeader(_loop.Logger, RemoteEndPoint, shown);
            }

            Finish(null, SessionEnd.BadProxyHeader);
            return false;
        }

        _input.Skip(consumed);
        RemoteEndPoint = header.Source ?? RemoteEndPoint;
        LocalEndPoint = header.Destination ?? LocalEndPoint;
        if (header.Source is not null && !_loop.TryCount(this, header.Source))
        {
            Finish(null, SessionEnd.Stopped, reset: false);
            return false;
        }

        Connect();
        return true;
    }

    /// <summary>
    /// The client has gone or ended its side while nothing is read from it. A reset ends the session at once. An end is an end like
    /// any if it
    /// is the next thing to be read; otherwise it comes in its turn.
    /// </summary>
    private void OnHangUp()
    {
        SocketError error = PendingError();
        if (error != SocketError.Success)
        {
            Broke(error);
            return;
        }

        _hangUpSeen = true;
        if (_isPaused && !_isAwaiting && !_peerEnded && !_input.IsMidLine && !HasUnread())
        {
            _peerEnded = true;
            CloseAfterPeer();
        }
    }

    private SocketError PendingError()
    {
        try
        {
            return (SocketError)(int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
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

    private bool HasUnread()
    {
        try
        {
            return _socket.Available > 0;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void Broke(SocketError error)
    {
        SocketException cause = new((int)error);
        Finish(new IOException($"The connection to the client broke: {cause.Message}", cause), SessionEnd.PeerReset);
    }
}
