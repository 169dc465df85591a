namespace Tutorial.Net;

/// <summary>Work for the loop from any thread. The loop is woken once for all that comes before it looks.</summary>
internal sealed class LoopQueue(Action wake)
{
    /// <summary>How many actions of others than the loop may wait for it.</summary>
    public const int MaxPosted = 65_536;

    private readonly Action _wake = wake;
    private List<(SendOrPostCallback Action, object? State)> _waiting = [];
    private List<(SendOrPostCallback Action, object? State)> _running = [];
    private int _posted;
    private long _bytes;
    private bool _isOver;

    /// <summary>
    /// False once the loop is over: nobody will do it. Without a limit, for what cannot be refused and is bounded elsewhere: by the
    /// sessions, by open descriptors, by the tasks that await.
    /// </summary>
    public bool TryPost(SendOrPostCallback action, object? state) => TryPost(action, state, posted: 0, bytes: 0, long.MaxValue);

    /// <summary>As <see cref="TryPost(SendOrPostCallback, object?)"/>, for what others may ask for without end.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="state">What to do it with.</param>
    /// <param name="bytes">What it holds until it is done.</param>
    /// <param name="mostBytes">What all of them may hold; a single one is taken whatever it holds.</param>
    /// <exception cref="InvalidOperationException">Too many wait, or they hold too much.</exception>
    public bool TryPostLimited(SendOrPostCallback action, object? state, int bytes, long mostBytes) =>
        TryPost(action, state, posted: 1, bytes, mostBytes);

    /// <summary>Whether something was posted; without a lock, for a loop that will look again.</summary>
    public bool HasWork => Volatile.Read(ref _waiting).Count > 0;

    /// <summary>Does what was posted so far; what that posts comes the next time.</summary>
    public void Run(Action<Exception> onError)
    {
        lock (this)
        {
            (_waiting, _running) = (_running, _waiting);
            _posted = 0;
            _bytes = 0;
        }

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

    private bool TryPost(SendOrPostCallback action, object? state, int posted, int bytes, long mostBytes)
    {
        bool isFirst;
        lock (this)
        {
            if (_isOver)
                return false;
            if (posted > 0 && _posted >= MaxPosted)
            {
                throw new InvalidOperationException(
                    $"{_posted} actions wait for the server's thread already, and no more may. Post less, or later.");
            }

            if (bytes > 0 && _bytes > 0 && _bytes + bytes > mostBytes)
            {
                throw new InvalidOperationException(
                    $"Broadcasts of {_bytes} bytes wait for the server's thread already, and {bytes} more would pass HardPendingBytes "
                    + $"({mostBytes}). Broadcast less, or later.");
            }

            _posted += posted;
            _bytes += bytes;
            isFirst = _waiting.Count == 0;
            _waiting.Add((action, state));
        }

        if (isFirst)
            _wake();
        return true;
    }
}
