namespace Tutorial.Net;

/// <content>Writes, one at a time whatever the thread.</content>
public sealed partial class LineConnection
{
    /// <inheritdoc cref="LineWriter.WriteLine(ReadOnlySpan{char})"/>
    public void WriteLine(ReadOnlySpan<char> text)
    {
        using Turn turn = TakeTurn();
        Writer.WriteLine(text);
    }

    /// <inheritdoc cref="LineWriter.WriteLine(ReadOnlySpan{byte})"/>
    public void WriteLine(ReadOnlySpan<byte> text)
    {
        using Turn turn = TakeTurn();
        Writer.WriteLine(text);
    }

    /// <inheritdoc cref="LineWriter.WriteLine()"/>
    public void WriteLine()
    {
        using Turn turn = TakeTurn();
        Writer.WriteLine();
    }

    /// <inheritdoc cref="LineWriter.WriteLines(IEnumerable{string})"/>
    /// <remarks>No line of another thread comes between them. <paramref name="lines"/> is gone through meanwhile, so it must
    /// neither write to nor read from the connection itself, and what it waits for holds up other writers.</remarks>
    public void WriteLines(IEnumerable<string> lines)
    {
        using Turn turn = TakeTurn();
        Writer.WriteLines(lines);
    }

    /// <inheritdoc cref="LineWriter.Write(ReadOnlySpan{char})"/>
    public void Write(ReadOnlySpan<char> text)
    {
        using Turn turn = TakeTurn();
        Writer.Write(text);
    }

    /// <inheritdoc cref="LineWriter.Write(ReadOnlySpan{byte})"/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        using Turn turn = TakeTurn();
        Writer.Write(bytes);
    }

    /// <inheritdoc cref="LineWriter.WriteLineAsync(string, CancellationToken)"/>
    public ValueTask WriteLineAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WriteLineAsync(text.AsMemory(), cancellationToken);
    }

    /// <inheritdoc cref="LineWriter.WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)"/>
    public async ValueTask WriteLineAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        await Writer.WriteLineAsync(text, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="LineWriter.WriteLineAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public async ValueTask WriteLineAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken = default)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        await Writer.WriteLineAsync(text, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="LineWriter.WriteLinesAsync(IEnumerable{string}, CancellationToken)"/>
    /// <inheritdoc cref="WriteLines" path="/remarks"/>
    public async ValueTask WriteLinesAsync(IEnumerable<string> lines, CancellationToken cancellationToken = default)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        await Writer.WriteLinesAsync(lines, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="LineWriter.WriteAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        await Writer.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="LineWriter.WriteAsync(ReadOnlyMemory{char}, CancellationToken)"/>
    public async ValueTask WriteAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        await Writer.WriteAsync(text, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="LineWriter.WriteAsync(string, CancellationToken)"/>
    public ValueTask WriteAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WriteAsync(text.AsMemory(), cancellationToken);
    }

    /// <inheritdoc cref="LineWriter.WriteLineAsync(CancellationToken)"/>
    public ValueTask WriteLineAsync(CancellationToken cancellationToken = default) =>
        WriteLineAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);

    /// <inheritdoc cref="LineWriter.Flush()"/>
    public void Flush()
    {
        using Turn turn = TakeTurn();
        Writer.Flush();
    }

    /// <inheritdoc cref="LineWriter.Flush(TimeSpan)"/>
    public void Flush(TimeSpan timeout)
    {
        Deadline deadline = Deadline.After(timeout);
        if (!_writing.Wait(Deadline.ForTimer(timeout)))
        {
            throw new TimeoutException(
                $"Another call was still writing after {timeout.TotalMilliseconds:0.###} ms. This one sent nothing; call again.");
        }

        using Turn turn = BeginTurn();
        Writer.Flush(deadline.Remaining);
    }

    /// <inheritdoc cref="LineWriter.FlushAsync"/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        await Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="LineWriter.Complete"/>
    public void Complete()
    {
        using Turn turn = TakeTurn();
        Writer.Complete();
    }

    /// <inheritdoc cref="LineWriter.CompleteAsync"/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        await Writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private Turn TakeTurn()
    {
        _writing.Wait();
        return BeginTurn();
    }

    private async ValueTask<Turn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        return BeginTurn();
    }

    /// <summary>After the wait for it. Who waited beside the end writes no more.</summary>
    private Turn BeginTurn()
    {
        var turn = new Turn(_writing);
        if (Volatile.Read(ref _disposed) == 0)
            return turn;
        turn.Dispose();
        throw new ObjectDisposedException(GetType().FullName);
    }

    /// <summary>Of one who writes; the next one's begins when it is disposed.</summary>
    private readonly struct Turn(SemaphoreSlim writing) : IDisposable
    {
        public void Dispose() => writing.Release();
    }
}
