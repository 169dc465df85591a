using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <content>The asynchronous forms: a line that only goes into the buffer completes synchronously.</content>
public sealed partial class LineWriter
{
    /// <inheritdoc cref="WriteLine(ReadOnlySpan{char})" path="/exception|/summary"/>
    /// <param name="text">The line, without its terminator.</param>
    /// <param name="cancellationToken">Ends a flush that waits.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled. Before anything was sent, nothing is lost; during a flush,
    /// how much went is not known, and the writer is unusable.</exception>
    public ValueTask WriteLineAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        return AppendLine(text.Span, nameof(text)) ? FlushAsync(cancellationToken) : default;
    }

    /// <inheritdoc cref="WriteLine(ReadOnlySpan{byte})" path="/exception|/summary"/>
    /// <param name="text">The line, without its terminator.</param>
    /// <param name="cancellationToken">Ends a flush that waits.</param>
    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)" path="/exception"/>
    public ValueTask WriteLineAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        return AppendLine(text.Span, nameof(text)) ? FlushAsync(cancellationToken) : default;
    }

    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public ValueTask WriteLineAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WriteLineAsync(text.AsMemory(), cancellationToken);
    }

    /// <inheritdoc cref="WriteLine()"/>
    /// <param name="cancellationToken">Ends a flush that waits.</param>
    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)" path="/exception"/>
    public ValueTask WriteLineAsync(CancellationToken cancellationToken = default) =>
        WriteLineAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);

    /// <inheritdoc cref="Write(ReadOnlySpan{byte})" path="/exception|/summary"/>
    /// <param name="bytes">What to write, of any length; not to be changed until the call completes. A cancellation in the middle of
    /// more than the buffer holds leaves the writer unusable.</param>
    /// <param name="cancellationToken">Ends a flush that waits.</param>
    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)" path="/exception"/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (AppendPart(ref bytes))
        {
            try
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SendIncompleteException) when (_failure is null)
            {
                AppendAll(bytes.Span);
                throw;
            }
            catch (OperationCanceledException e) when (_failure is null && !bytes.IsEmpty)
            {
                // Between two parts: what was written next would stand where the rest of these belongs.
                _flushFailed = true;
                _failure = e;
                throw;
            }
        }

        bool AppendPart(ref ReadOnlyMemory<byte> rest)
        {
            ReadOnlySpan<byte> span = rest.Span;
            bool isToFlush = Append(ref span);
            rest = rest[^span.Length..];
            return isToFlush;
        }
    }

    /// <inheritdoc cref="Write(ReadOnlySpan{char})" path="/exception|/summary"/>
    /// <param name="text">What to write.</param>
    /// <param name="cancellationToken">Ends a flush that waits.</param>
    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)" path="/exception"/>
    public ValueTask WriteAsync(ReadOnlyMemory<char> text, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        return Append(text.Span) ? FlushAsync(cancellationToken) : default;
    }

    /// <inheritdoc cref="WriteAsync(ReadOnlyMemory{char}, CancellationToken)"/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public ValueTask WriteAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WriteAsync(text.AsMemory(), cancellationToken);
    }

    /// <inheritdoc cref="WriteLines(IEnumerable{string})" path="/exception|/summary"/>
    /// <param name="lines">The lines, without their terminators.</param>
    /// <param name="cancellationToken">Ends a flush that waits.</param>
    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)" path="/exception"/>
    public async ValueTask WriteLinesAsync(IEnumerable<string> lines, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (string line in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AppendLine(NotNull(line, nameof(lines)), nameof(lines));
            if (IsFull)
                await FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        if (AutoFlush)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="Flush()"/>
    /// <param name="cancellationToken">Ends the wait, and with it the use of the writer.</param>
    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)" path="/exception"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        try
        {
            await SendBufferedAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <inheritdoc cref="Complete"/>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="WriteLineAsync(ReadOnlyMemory{char}, CancellationToken)" path="/exception"/>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        if (_shut && !_disposed)
            return;
        Enter();
        try
        {
            await SendBufferedAsync(cancellationToken).ConfigureAwait(false);
            _completed = true;
            await _transport.CompleteSendingAsync(cancellationToken).ConfigureAwait(false);
            _shut = true;
        }
        catch (SocketException e)
        {
            throw LineTransport.Failure(e);
        }
        finally
        {
            _gate.Leave();
        }
    }
}
