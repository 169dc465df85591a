using System.Net.Sockets;

namespace Tutorial.Net;

// From the handler to the socket, and the end of each turn.
internal sealed partial class SessionCore
{
    private const int DiscardSize = 16_384;

    /// <summary>Writes, on the loop's thread.</summary>
    public void Write(ReadOnlySpan<byte> text, ReadOnlySpan<byte> ending)
    {
        if (State != SessionState.Open)
            return;
        if (!_output.TryAppend(text, ending, Limits.HardPendingBytes))
        {
            // It may fit once what waits has been sent, or go without waiting.
            Flush();
            int sent = _output.SendAround(_transport, text);
            _loop.Metrics.BytesSent(sent);
            if (State != SessionState.Open || !_output.TryAppend(text[sent..], ending, Limits.HardPendingBytes))
            {
                Overflow();
                return;
            }
        }

        MarkDirty();
    }

    /// <summary>Writes, on any other thread; see <see cref="OnForeign"/>.</summary>
    public void WriteForeign(ReadOnlySpan<byte> text, ReadOnlySpan<byte> ending)
    {
        if (_output.AppendForeign(text, ending, Limits.HardPendingBytes))
            _loop.Post(static core => ((SessionCore)core!).OnForeign(), this);
    }

    /// <summary>What another thread writes after it has asked for the end is not for the client.</summary>
    public void RefuseForeign() => _output.RefuseForeign();

    /// <summary>Waits for a task of the handler; reading rests meanwhile.</summary>
    public async void Await(ValueTask task)
    {
        _isAwaiting = true;
        Exception? error = null;
        try
        {
            // The loop's context is the current one: what follows runs on its thread.
            await task.ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            error = exception;
        }

        OnTaskEnded(error);
    }

    /// <summary>Looked at once before the loop sleeps.</summary>
    public void MarkDirty()
    {
        if (_isDirty || State == SessionState.Closed)
            return;
        _isDirty = true;
        _loop.MarkDirty(this);
    }

    public void OnDirty()
    {
        _isDirty = false;
        EndTurn();
    }

    private void OnForeign()
    {
        TakeForeign();
        MarkDirty();
    }

    private void TakeForeign()
    {
        if (!_output.TakeForeign())
            Overflow();
    }

    private void Overflow() => Finish(
        new IOException($"More than the {Limits.HardPendingBytes} bytes of output that may wait for a client were to be sent to it."),
        SessionEnd.Overflow);

    private void OnTaskEnded(Exception? error)
    {
        if (State == SessionState.Closed)
            return;
        _isAwaiting = false;
        if (error is not null)
            Fail(error);
        else if (_closesAfterTask)
            Close(null, SessionEnd.Stopped);
        else
            Resume();
        MarkDirty();
    }

    private void OnWritable()
    {
        int before = _output.Pending;
        Flush();
        if (State == SessionState.Closed)
            return;
        // Output that waited has moved: the client is there.
        if (_output.Pending < before)
        {
            _times.Heard = _loop.Now;
            if (State == SessionState.Closing)
                _times.Slow = SessionTimes.After(_loop.Now, Limits.SlowConsumerTimeout);
        }

        if (State == SessionState.Open && before > Limits.MaxPendingBytes && _output.Pending <= Limits.MaxPendingBytes)
            QueueTurn();
    }

    private void Flush()
    {
        if (State is SessionState.Header or SessionState.Lingering or SessionState.Closed)
            return;
        SocketError error = _output.Flush(_transport, out long sent);
        _loop.Metrics.BytesSent(sent);
        if (error != SocketError.Success)
            Broke(error);
    }

    /// <summary>Sends, and says anew what is waited for: events, and times.</summary>
    private void EndTurn()
    {
        if (State == SessionState.Closed)
            return;
        if (_output.Pending > 0 && !_output.IsBlocked)
            Flush();
        if (State == SessionState.Closing && _output.Pending == 0)
            ShutDown();
        if (State == SessionState.Closed)
            return;
        SetTimes();
        SetInterest();
    }

    private void SetTimes()
    {
        if (State == SessionState.Open)
        {
            bool isMidLine = CanReceive && (_input.WantsBytes || _input.IsMidLine);
            if (!isMidLine)
                _times.Line = SessionLimits.None;
            else if (_times.Line == SessionLimits.None)
                _times.Line = SessionTimes.After(_loop.Now, Limits.LineTimeout);
            if (_output.Pending <= Limits.MaxPendingBytes)
                _times.Slow = SessionLimits.None;
            else if (_times.Slow == SessionLimits.None)
                _times.Slow = SessionTimes.After(_loop.Now, Limits.SlowConsumerTimeout);
        }

        long due = _times.Earliest(IsIdleCounted ? Limits.IdleTimeout : SessionLimits.None);
        // A time that only moves away is looked at again when the old one is due.
        if (due < Due)
            _loop.Arm(this, due);
    }

    private void SetInterest()
    {
        SocketEvents wanted = State switch
        {
            SessionState.Lingering => SocketEvents.Read,
            SessionState.Closing => SocketEvents.None,
            // While a turn is queued nothing changes: it is soon over, and a change costs a call.
            _ when CanReceive || _isQueued => SocketEvents.Read,
            _ when _peerEnded || _hangUpSeen => SocketEvents.None,
            _ => SocketEvents.HangUp,
        };
        if (_output.IsBlocked)
            wanted |= SocketEvents.Write;
        if (wanted == _interest)
            return;
        _interest = wanted;
        try
        {
            _registration!.Events = wanted;
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or IOException)
        {
            // Closed by somebody else, or the kernel has no memory to watch it with.
            Finish(new IOException($"The connection to the client can no longer be watched: {exception.Message}", exception), SessionEnd.PeerReset);
        }
    }

    /// <summary>All is sent: says so to the client, and waits for its end unless that has come.</summary>
    private void ShutDown()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException exception)
        {
            Broke(exception.SocketErrorCode);
            return;
        }
        catch (ObjectDisposedException)
        {
            Broke(SocketError.NotSocket);
            return;
        }

        if (_peerEnded)
        {
            Finish(Error, End, reset: false);
            return;
        }

        State = SessionState.Lingering;
        _times.Slow = SessionLimits.None;
        _times.Linger = SessionTimes.After(_loop.Now, SessionLimits.Milliseconds(_loop.Options.LingerTimeout));
    }

    private void DiscardInput()
    {
        int count = _transport.Receive(_loop.Scratch.AsSpan(0, DiscardSize), out SocketError error);
        if (error is SocketError.WouldBlock or SocketError.Interrupted or SocketError.IOPending)
            return;
        if (count == 0 || error != SocketError.Success)
            Finish(Error, End, reset: false);
    }
}
