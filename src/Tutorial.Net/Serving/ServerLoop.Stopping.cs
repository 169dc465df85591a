using System.Net.Sockets;

namespace Tutorial.Net;

// The beginning and the end.
internal sealed partial class ServerLoop
{
    private volatile bool _isStopRequested;
    private volatile bool _isAbortRequested;
    private bool _isDraining;
    private DrainTimer? _drainTimer;

    private bool IsOver => _isDraining && _open == 0 && _finished.Count == 0;

    /// <summary>From any thread: no new connections, and an end when those that there are have got what is theirs.</summary>
    public void RequestStop()
    {
        _isStopRequested = true;
        _multiplexer.Wake();
    }

    /// <summary>From any thread: an end at once.</summary>
    public void RequestAbort()
    {
        _isAbortRequested = true;
        RequestStop();
    }

    public void AddListener(Socket listener)
    {
        if (_isDraining)
        {
            listener.Dispose();
            return;
        }

        listener.Blocking = false;
        Acceptor acceptor = new(this, listener);
        _acceptors.Add(acceptor);
        acceptor.Start();
    }

    /// <summary>Whether it was more than disposed before it ran.</summary>
    public bool HasRun { get; private set; }

    public void AdoptOrClose(Socket connection)
    {
        if (_isDraining)
            connection.Dispose();
        else
            Adopt(connection);
    }

    /// <summary>Closes everything, whatever the state.</summary>
    public void Dispose()
    {
        _isDraining = true;
        foreach (Acceptor acceptor in _acceptors)
            acceptor.Stop();
        _acceptors.Clear();
        AbortAll();
        TellFinished();
        _queue.End();
        // What was posted at the last moment: connections to be closed, and what waits for an answer.
        _queue.Run(_onPostFailed);
        AbortAll();
        TellFinished();
        _clock.Dispose();
        Metrics.Dispose();
        _multiplexer.Dispose();
    }

    private void LookAtStop()
    {
        if (_isStopRequested && !_isDraining)
            BeginDrain();
        if (_isDraining && _isAbortRequested)
        {
            AbortAll();
            TellFinished();
        }
    }

    private void BeginDrain()
    {
        _isDraining = true;
        ServingLog.Stopping(Logger, _open);
        foreach (Acceptor acceptor in _acceptors)
            acceptor.Stop();
        _acceptors.Clear();
        if (_isAbortRequested)
            return;
        foreach (SessionCore session in AllSessions())
            session.Drain();
        LookAtDirty();
        TellFinished();
        long timeout = SessionLimits.Milliseconds(Options.DrainTimeout);
        if (timeout != SessionLimits.None)
            Arm(_drainTimer = new DrainTimer(this), Now + timeout);
    }

    private void AbortAll()
    {
        foreach (SessionCore session in AllSessions())
            session.Finish(null, SessionEnd.Stopped);
    }

    private SessionCore[] AllSessions() =>
        [.. _multiplexer.Registrations.Select(static registration => registration.State).OfType<SessionCore>()];

    private sealed class DrainTimer(ServerLoop loop) : TimerEntry
    {
        public override void OnDue(long now)
        {
            if (loop._open > 0)
                ServingLog.DrainTimedOut(loop.Logger, loop._open);
            loop.RequestAbort();
        }
    }
}
