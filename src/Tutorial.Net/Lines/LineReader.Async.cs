using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <content>The asynchronous forms: what is buffered is answered synchronously, without a task.</content>
public sealed partial class LineReader
{
    /// <summary>Waits until <see cref="TryRead"/> has a line to return or an exception to throw. Completes synchronously when it has
    /// one already; allocates nothing.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <returns>False at the end of the stream, once everything was read.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is lost.</exception>
    /// <inheritdoc cref="WaitToRead()" path="/exception"/>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Cancelled<bool>(cancellationToken);
        if (_framer.HasRun && !_gate.IsTaken)
            return new ValueTask<bool>(true);
        return HasLineOrEnded(out bool hasLine) ? new ValueTask<bool>(hasLine) : ReceiveLineAsync(cancellationToken);
    }

    /// <inheritdoc cref="WaitToReadAsync(CancellationToken)" path="/exception|/returns"/>
    /// <summary>Waits until <see cref="TryRead"/> has a line to return or an exception to throw, or the time is over. Completes
    /// synchronously when it has one already.</summary>
    /// <param name="timeout"><inheritdoc cref="WaitToRead(TimeSpan)" path="/param"/></param>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <exception cref="TimeoutException">The time is over. Nothing is lost; call again.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public ValueTask<bool> WaitToReadAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        bool isFree = Deadline.After(timeout).IsInfinite || _framer.HasRun;
        return isFree ? WaitToReadAsync(cancellationToken) : TimeLimit.RunAsync(WaitToReadAsync, timeout, cancellationToken);
    }

    /// <summary>The next line as text. Completes synchronously while lines are buffered.</summary>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <inheritdoc cref="ReadLine()" path="/exception|/returns"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is lost.</exception>
    public ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Cancelled<string?>(cancellationToken);
        return TryReadText(out string? text) ? new ValueTask<string?>(text) : ReceiveTextAsync(cancellationToken);
    }

    /// <inheritdoc cref="ReadLineAsync(CancellationToken)" path="/exception|/returns|/summary"/>
    /// <param name="timeout"><inheritdoc cref="WaitToRead(TimeSpan)" path="/param"/></param>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <exception cref="TimeoutException">The time is over. Nothing is lost; call again.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public ValueTask<string?> ReadLineAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        bool isFree = Deadline.After(timeout).IsInfinite || _framer.HasRun;
        return isFree ? ReadLineAsync(cancellationToken) : TimeLimit.RunAsync(ReadLineAsync, timeout, cancellationToken);
    }

    /// <inheritdoc cref="ReadLines"/>
    /// <param name="cancellationToken">Ends the wait; nothing is lost.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is lost.</exception>
    public async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            yield return line;
    }

    /// <summary>A call that was cancelled before it began: refused like any other where it overlaps.</summary>
    private ValueTask<T> Cancelled<T>(CancellationToken cancellationToken)
    {
        Enter();
        _gate.Leave();
        return ValueTask.FromCanceled<T>(cancellationToken);
    }

    /// <summary>Answers at once if what is buffered says the answer; otherwise the call stays entered.</summary>
    private bool HasLineOrEnded(out bool hasLine)
    {
        Enter();
        bool isWaiting = false;
        try
        {
            hasLine = _framer.HasLine();
            isWaiting = !hasLine && !_framer.IsInputComplete;
            return !isWaiting;
        }
        finally
        {
            if (!isWaiting)
                _gate.Leave();
        }
    }

    /// <summary>Goes on with a call that has entered.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveLineAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (int receives = 1; ; receives++)
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
                if (_framer.HasLine())
                    return true;
                if (_framer.IsInputComplete)
                    return false;
                await GiveWayAsync(receives, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<string?> ReceiveTextAsync(CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            for (int receives = 1; !_framer.HasLine(); receives++)
            {
                if (_framer.IsInputComplete)
                    return null;
                await FillAsync(cancellationToken).ConfigureAwait(false);
                await GiveWayAsync(receives, cancellationToken).ConfigureAwait(false);
            }

            return _framer.TryRead(out Line line) ? LineText.Decode(line.Span, _encoding) : null;
        }
        finally
        {
            _gate.Leave();
        }
    }
}
