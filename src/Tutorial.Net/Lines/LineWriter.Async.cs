namespace Tutorial.Net;

/// <content>The asynchronous forms: a line that only goes into the buffer completes synchronously.</content>
public sealed partial class LineWriter
{
    /// <inheritdoc cref="WriteLine(ReadOnlySpan{char})"/>
    /// <exception cref="OperationCanceledException">The token was cancelled. Before anything was sent, nothing is lost; during a flush,
    /// how much went is not known, and the writer is unusable.</exception>
    public ValueTask WriteLineAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        return Append(text.Span) ? FlushAsync(cancellationToken) : default;
    }

    /// <inheritdoc cref="WriteLine(ReadOnlySpan{byte})"/>
    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)" path="/exception"/>
    public ValueTask WriteLineAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        return Append(text.Span) ? FlushAsync(cancellationToken) : default;
    }

    /// <inheritdoc cref="WriteLines(IEnumerable{string})"/>
    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)" path="/exception"/>
    public async ValueTask WriteLinesAsync(IEnumerable<string> lines, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (string line in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Append(NotNull(line));
            if (IsFull)
                await FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        if (AutoFlush)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Flush"/>
    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)" path="/exception"/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable();
        cancellationToken.ThrowIfCancellationRequested();
        if (_window.Length == 0)
            return;
        try
        {
            await _transport.SendAsync(_window.Unread, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Account(e);
            throw;
        }

        Sent();
    }

    /// <inheritdoc cref="Complete"/>
    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)" path="/exception"/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        if (_shut && !_disposed)
            return;
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        _completed = true;
        await _transport.CompleteSendingAsync(cancellationToken).ConfigureAwait(false);
        _shut = true;
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        try
        {
            if (_failure is null)
                await FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _disposed = true;
            _window.Dispose();
            await _transport.CloseAsync().ConfigureAwait(false);
        }
    }
}
