using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <content>The asynchronous forms: what is buffered is answered synchronously, without a task.</content>
public sealed partial class LineReader
{
    /// <summary>Waits until <see cref="TryRead"/> has a line to return or an exception to throw. Completes synchronously when it has
    /// one already; allocates nothing.</summary>
    /// <returns>False at the end of the stream, once everything was read.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is lost.</exception>
    /// <inheritdoc cref="WaitToRead" path="/exception"/>
    public ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        if (_framer.HasLine())
            return new ValueTask<bool>(true);
        return _framer.IsInputComplete ? new ValueTask<bool>(false) : ReceiveLineAsync(cancellationToken);
    }

    /// <summary>The next line as text. Completes synchronously while lines are buffered.</summary>
    /// <inheritdoc cref="ReadLine"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is lost.</exception>
    public ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<string?>(cancellationToken);
        return TryRead(out Line line) ? new ValueTask<string?>(Text(line.Span)) : ReceiveTextAsync(cancellationToken);
    }

    /// <inheritdoc cref="ReadLines"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is lost.</exception>
    public async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            yield return line;
    }

    /// <inheritdoc cref="ReadExactly"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is lost: what had come stays readable.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (buffer.IsEmpty)
            return;
        while (!_framer.TryBeginRaw())
        {
            ThrowIfEnded(0, buffer.Length);
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        int got = _framer.TakeRaw(buffer.Span);
        try
        {
            while (got < buffer.Length)
            {
                ThrowIfEnded(got, buffer.Length);
                got += Count(await _transport.ReceiveAsync(buffer[got..], cancellationToken).ConfigureAwait(false));
            }
        }
        catch
        {
            _framer.PutBack(buffer.Span[..got]);
            throw;
        }

        _framer.EndRaw();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveLineAsync(CancellationToken cancellationToken)
    {
        do
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            if (_framer.HasLine())
                return true;
        }
        while (!_framer.IsInputComplete);
        return false;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<string?> ReceiveTextAsync(CancellationToken cancellationToken)
    {
        Line line;
        while (!TryRead(out line))
        {
            if (!await WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                return null;
        }

        return Text(line.Span);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (!_flowing && _framer.IsEmpty && _transport.CanWaitWithoutBuffer)
            await _transport.ReceiveAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        Memory<byte> space = _framer.GetMemory();
        Take(await _transport.ReceiveAsync(space, cancellationToken).ConfigureAwait(false), space.Length);
    }
}
