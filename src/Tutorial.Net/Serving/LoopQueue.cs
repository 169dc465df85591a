namespace Tutorial.Net;

/// <summary>Work for the loop from any thread. The loop is woken once for all that comes before it looks.</summary>
internal sealed class LoopQueue(Action wake)
{
    private readonly Action _wake = wake;
    private List<(SendOrPostCallback Action, object? State)> _waiting = [];
    private List<(SendOrPostCallback Action, object? State)> _running = [];
    private bool _isOver;

    /// <summary>False once the loop is over: nobody will do it.</summary>
    public bool TryPost(SendOrPostCallback action, object? state)
    {
        bool isFirst;
        lock (this)
        {
            if (_isOver)
                return false;
            isFirst = _waiting.Count == 0;
            _waiting.Add((action, state));
        }

        if (isFirst)
            _wake();
        return true;
    }

    /// <summary>Whether something was posted; without a lock, for a loop that will look again.</summary>
    public bool HasWork => Volatile.Read(ref _waiting).Count > 0;

    /// <summary>Does what was posted so far; what that posts comes the next time.</summary>
    public void Run(Action<Exception> onError)
    {
        lock (this)
            (_waiting, _running) = (_running, _waiting);
        foreach ((SendOrPostCallback action, object? state) in _running)
        {
            try
            {
                action(state);
            }
            catch (Exception exception)
            {
                onError(exception);
            }
        }

        _running.Clear();
    }

    /// <summary>Takes nothing more.</summary>
    public void End()
    {
        lock (this)
            _isOver = true;
    }
}
