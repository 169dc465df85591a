namespace Tutorial.Net;

/// <summary>A session's limits of time: which of them run, when the first is over, and what becomes of the session then.</summary>
internal sealed class SessionClock(SessionCore session) : TimerEntry
{
    private const long None = SessionLimits.None;

    private readonly ServerLoop _loop = session.Loop;

    /// <summary>When the line that has begun must be whole, or the next piece of bytes or the proxy's header be there.</summary>
    private long _line = None;

    /// <summary>When too much output has waited for too long.</summary>
    private long _slow = None;

    /// <summary>When the next line may be handled under a rate.</summary>
    private long _resume = None;

    /// <summary>When the wait for the client's end is over.</summary>
    private long _linger = None;

    private long _heard = session.Loop.Now;

    /// <summary>The client is there, or could not be heard until now.</summary>
    public void Hear() => _heard = _loop.Now;

    public void StartLine() => _line = After(session.Limits.LineTimeout);

    public void EndLine() => _line = None;

    public void StartSlow() => _slow = After(session.Limits.SlowConsumerTimeout);

    public void DelayUntil(long time) => _resume = time;

    /// <summary>Nobody could hear the client while its lines were delayed, if they were.</summary>
    public void EndDelay()
    {
        if (_resume != None)
            Hear();
        _resume = None;
    }

    public void StartLinger()
    {
        _slow = None;
        _linger = After(SessionLimits.Milliseconds(_loop.Options.LingerTimeout));
    }

    /// <summary>The end of the session is under way: what waits must keep moving.</summary>
    public void BeginClosing(bool hasOutput)
    {
        _line = _resume = None;
        if (hasOutput)
            StartSlow();
    }

    /// <summary>What an open session's time is counted for, at the end of a turn.</summary>
    public void EndTurn(bool isWaitingForRest, bool isOutputFull)
    {
        if (!isWaitingForRest)
            _line = None;
        else if (_line == None)
            StartLine();
        if (!isOutputFull)
            _slow = None;
        else if (_slow == None)
            StartSlow();
    }

    /// <summary>Has the loop wake it for the first limit.</summary>
    public void Arm()
    {
        long due = Math.Min(Math.Min(Math.Min(_line, _slow), Math.Min(_resume, _linger)), IdleAt());
        // A time that only moves away is looked at again when the old one is due.
        if (due < Due)
            _loop.Arm(this, due);
    }

    public override void OnDue(long now)
    {
        if (_linger <= now)
            session.Finish(session.Error, session.End, reset: false);
        else if (_slow <= now)
            session.Finish(Over($"{session.Writer.Pending} bytes of output waited for the client for too long."), SessionEnd.SlowConsumer);
        else if (_line <= now)
            session.Finish(Over("The client did not finish in time what it had begun to send."), SessionEnd.LineTimeout);
        else if (IdleAt() <= now)
            session.Close(Over("The client was silent for too long."), SessionEnd.IdleTimeout);
        bool isDelayOver = _resume <= now;
        if (isDelayOver)
            EndDelay();
        session.OnTime(isDelayOver);
    }

    private static TimeoutException Over(string message) => new(message);

    /// <summary>A client that is not read from cannot be heard.</summary>
    private long IdleAt()
    {
        long timeout = session.Limits.IdleTimeout;
        return timeout != None && session.State == SessionState.Open && session.Reader.IsListening ? _heard + timeout : None;
    }

    private long After(long timeout) => timeout == None ? None : _loop.Now + timeout;
}
