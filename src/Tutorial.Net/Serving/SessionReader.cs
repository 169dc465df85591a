using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// Reads one client in turns: receives while nothing keeps it from that, and has the handler deal with what came, line by line, until
/// a turn's worth is done, nothing is left, or something holds it. How the session ends is the <see cref="SessionCore"/>'s.
/// </summary>
internal sealed class SessionReader(SessionCore session, LineOptions lines) : IDisposable
{
    private readonly ServerLoop _loop = session.Loop;
    private readonly SessionInput _input = new(lines);
    private LineRate _rate = new(session.Loop.Now, session.Limits.LineBurst);
    private Holds _holds;

    /// <summary>Whether a turn is queued for what was set. It is no hold: what is set again and again keeps nobody from being read.</summary>
    private bool _looksAgain;
    private Peer _peer;

    /// <summary>Why nothing is read; any of them is reason enough.</summary>
    [Flags]
    private enum Holds : byte
    {
        None = 0,

        /// <summary>By the handler, until it resumes.</summary>
        Paused = 1,

        /// <summary>A task of the handler's is at the last line.</summary>
        Awaiting = 2,

        /// <summary>By the rate, until the time has come.</summary>
        Delayed = 4,

        /// <summary>More is there than a turn's worth: the others come first.</summary>
        Queued = 8,

        /// <summary>The session's end is under way.</summary>
        Stopped = 16,
    }

    /// <summary>What is known of the client's side.</summary>
    private enum Peer : byte
    {
        Talking,

        /// <summary>It has ended its side, or all of the connection; what it sent before is not all read.</summary>
        HungUp,

        /// <summary>Its end was read.</summary>
        Ended,
    }

    public SessionInput Input => _input;

    public bool HasPeerEnded => _peer == Peer.Ended;

    public bool IsAwaiting => (_holds & Holds.Awaiting) != 0;

    /// <summary>Whether a client that is silent now is so by its own choice: one that is not read from cannot be heard.</summary>
    public bool IsListening => (_holds & (Holds.Paused | Holds.Awaiting | Holds.Delayed | Holds.Stopped)) == 0;

    public bool CanReceive => _holds == Holds.None && _peer != Peer.Ended && !session.Writer.IsFull;

    /// <summary>Whether the client must go on for its line, or its bytes, to be whole.</summary>
    public bool IsWaitingForRest => CanReceive && (_input.WantsBytes || _input.IsMidLine);

    /// <summary>What to watch the socket for.</summary>
    public SocketEvents Interest
    {
        get
        {
            // While a turn is queued nothing changes: it is soon over, and a change costs a call.
            if (CanReceive || (_holds & Holds.Queued) != 0)
                return SocketEvents.Read;
            return _peer == Peer.Talking ? SocketEvents.HangUp : SocketEvents.None;
        }
    }

    private bool CanHandle => (_holds & ~Holds.Queued) == Holds.None && !session.Writer.IsFull;

    /// <summary>Receives what is there, up to a buffer. False when nothing came.</summary>
    public bool Receive(SessionSocket socket)
    {
        int count = socket.Receive(_input.GetSpan(), out SocketError error);
        if (error == SocketError.Success)
        {
            if (count == 0)
            {
                _peer = Peer.Ended;
                _input.Complete();
            }
            else
            {
                _input.Advance(count);
            }

            return true;
        }

        if (!SessionSocket.IsTransient(error))
            session.Break(error);
        return false;
    }

    /// <summary>Has the handler deal with what is there, up to a turn's worth.</summary>
    public void Handle()
    {
        int handled = 0, most = _loop.Options.MaxLinesPerTurn;
        bool isHandling = false;
        try
        {
            while (CanHandle)
            {
                if (handled == most)
                {
                    QueueTurn();
                    break;
                }

                if (_input.WantsBytes)
                {
                    if (!_input.TryReadBytes(out ReadOnlyMemory<byte> bytes, out bool isLast))
                        break;
                    isHandling = true;
                    session.Clock.EndLine();
                    _loop.Handler.OnBytes(session.Session, bytes.Span, isLast);
                }
                else
                {
                    if (session.Limits.HasRate && !IsWithinRate())
                        break;
                    if (!_input.TryReadLine(out Line line))
                        break;
                    isHandling = true;
                    session.Clock.EndLine();
                    _loop.Handler.OnLine(session.Session, line);
                }

                isHandling = false;
                handled++;
                if (session.Writer.IsFull)
                    session.Writer.Flush();
            }

            if (_peer == Peer.Ended && (_holds & Holds.Queued) == 0 && CanHandle)
                CloseAfterPeer();
        }
        catch (Exception exception) when (!isHandling && exception is LineTooLongException or LineFormatException)
        {
            session.Close(exception, SessionEnd.BadLine);
        }
        catch (Exception exception)
        {
            session.Fail(exception);
        }

        _loop.Metrics.LinesHandled(handled);
    }

    /// <summary>The others have had their turn.</summary>
    public void OnTurn()
    {
        _looksAgain = false;
        _holds &= ~Holds.Queued;
        Handle();
    }

    /// <summary>On, in a turn of its own, with what there is.</summary>
    public void QueueTurn()
    {
        if ((_holds & (Holds.Queued | Holds.Stopped)) != 0)
            return;
        _holds |= Holds.Queued;
        _loop.QueueTurn(session);
    }

    /// <summary>Something was set, by which what is there may be handled, or in another way: on in a turn of its own, unless
    /// something else holds it.</summary>
    public void LookAgain()
    {
        _holds &= ~Holds.Delayed;
        session.Clock.EndDelay();
        if (!IsListening || _looksAgain || (_holds & Holds.Queued) != 0)
            return;
        _looksAgain = true;
        _loop.QueueTurn(session);
    }

    public void Pause() => _holds |= Holds.Paused;

    public void Unpause() => GoOnWithout(Holds.Paused);

    public void BeginAwaiting() => _holds |= Holds.Awaiting;

    /// <summary>The task has ended; the session goes on, or not.</summary>
    public void EndAwaiting(bool goesOn)
    {
        if (goesOn)
            GoOnWithout(Holds.Awaiting);
        else
            _holds &= ~Holds.Awaiting;
    }

    /// <summary>The rate allows the next line.</summary>
    public void EndDelay()
    {
        _holds &= ~Holds.Delayed;
        Handle();
    }

    /// <summary>Reads nothing more, for good.</summary>
    public void Stop() => _holds = (_holds & Holds.Awaiting) | Holds.Stopped;

    /// <summary>
    /// The client has gone or ended its side while nothing is read from it. A reset ends the session at once. An end is an end like
    /// any if it is the next thing to be read and the handler has paused; otherwise it comes in its turn.
    /// </summary>
    public void OnHangUp(SessionSocket socket)
    {
        SocketError error = socket.PendingError;
        if (error != SocketError.Success)
        {
            session.Break(error);
            return;
        }

        if (_peer == Peer.Talking)
            _peer = Peer.HungUp;
        if ((_holds & Holds.Paused) != 0 && !IsAwaiting && _peer != Peer.Ended && !_input.HasUnread && !socket.HasUnread)
        {
            _peer = Peer.Ended;
            CloseAfterPeer();
        }
    }

    /// <summary>After the handler has been told; nobody reads a line any more, but perhaps a task does.</summary>
    public void Dispose()
    {
        if (IsAwaiting)
            _input.Abandon();
        else
            _input.Dispose();
    }

    /// <summary>Reading goes on: an end that was seen meanwhile is looked at again in its turn.</summary>
    private void GoOnWithout(Holds hold)
    {
        _holds &= ~hold;
        if (_peer == Peer.HungUp)
            _peer = Peer.Talking;
        session.Clock.Hear();
        QueueTurn();
    }

    private bool IsWithinRate()
    {
        SessionLimits limits = session.Limits;
        if (!_input.HasLine() || _rate.TryTake(_loop.Now, limits.MaxLinesPerSecond, limits.LineBurst, out long next))
            return true;
        _holds |= Holds.Delayed;
        session.Clock.DelayUntil(next);
        return false;
    }

    /// <summary>The client has ended its side and all of it was handled.</summary>
    private void CloseAfterPeer()
    {
        Exception? error = _input.WantsBytes
            ? new EndOfStreamException($"The client ended {_input.Missing} bytes before the end of what it had announced.")
            : null;
        session.Close(error, SessionEnd.PeerClosed);
    }
}
