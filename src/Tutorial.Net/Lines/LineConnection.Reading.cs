using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <content>Reads, each of which sends first what was written.</content>
public sealed partial class LineConnection
{
    /// <summary>Sends what was written, and reads the next line as <see cref="LineReader.ReadLine()"/> does.</summary>
    /// <remarks>Over a socket it takes in what comes while the peer does not take what was written. Once it has the line, it leaves a rest
    /// to the connection's next read or <see cref="Flush()"/>. Over TLS and other streams it sends all of it before it reads.</remarks>
    /// <inheritdoc cref="LineReader.ReadLine()" path="/exception|/returns"/>
    /// <exception cref="SendIncompleteException">What was written could not be sent whole, and nothing was read. After
    /// <see cref="SocketError.TimedOut"/> the rest stays buffered; where the peer is gone it is dropped, and the next call reads what the
    /// peer had said.</exception>
    public string? ReadLine()
    {
        FlushFirst(null);
        return Reader.ReadLine();
    }

    /// <inheritdoc cref="ReadLine()"/>
    /// <param name="timeout">Of the whole call, sending included. Nothing is lost when it passes; call again. (Over a stream that is no
    /// socket's, if it passes while what was written is sent, nothing more can be written.)</param>
    /// <exception cref="TimeoutException">The time is over.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public string? ReadLine(TimeSpan timeout)
    {
        Deadline deadline = Deadline.After(timeout);
        FlushFirst(deadline);
        return Reader.ReadLine(deadline);
    }

    /// <inheritdoc cref="ReadLine()"/>
    /// <param name="cancellationToken">Ends the wait. Nothing is lost; call again. (Over a stream that is no socket's, if it is cancelled
    /// while what was written is sent, how much went is not known, and nothing more can be written.)</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken = default) =>
        Writer.HasUnsent ? FlushAndReadAsync(cancellationToken) : Reader.ReadLineAsync(cancellationToken);

    /// <inheritdoc cref="ReadLineAsync(CancellationToken)" path="/exception|/returns|/summary|/remarks"/>
    /// <param name="timeout">Of the whole call, sending included. Nothing is lost when it passes; call again. (Over a stream that is no
    /// socket's, if it passes while what was written is sent, nothing more can be written.)</param>
    /// <param name="cancellationToken">Ends the wait, as the time does.</param>
    /// <exception cref="TimeoutException">The time is over.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public ValueTask<string?> ReadLineAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        Deadline.After(timeout).IsInfinite
            ? ReadLineAsync(cancellationToken)
            : TimeLimit.RunAsync(ReadLineAsync, timeout, cancellationToken);

    /// <summary>The lines up to the end of the stream, each as <see cref="ReadLine()"/> gives it.</summary>
    public IEnumerable<string> ReadLines()
    {
        while (ReadLine() is { } line)
            yield return line;
    }

    /// <inheritdoc cref="ReadLines"/>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<string> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            yield return line;
    }

    /// <summary>Sends what was written, and reads the bytes after the last line as <see cref="LineReader.ReadExactly(Span{byte})"/>
    /// does.</summary>
    /// <inheritdoc cref="LineReader.ReadExactly(Span{byte})" path="/exception|/param[@name='buffer']|/returns"/>
    /// <inheritdoc cref="ReadLine()" path="/remarks|/exception[@cref='T:Tutorial.Net.SendIncompleteException']"/>
    public void ReadExactly(Span<byte> buffer)
    {
        FlushFirst(null, buffer.Length);
        Reader.ReadExactly(buffer);
    }

    /// <inheritdoc cref="ReadExactly(Span{byte})" path="/exception|/returns|/summary|/remarks"/>
    /// <param name="buffer">What to fill.</param>
    /// <param name="timeout">Of the whole call, sending included. Nothing is lost when it passes; call again, for all of it. (Over a
    /// stream that is no socket's, if it passes while what was written is sent, nothing more can be written.)</param>
    /// <exception cref="TimeoutException">The time is over.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public void ReadExactly(Span<byte> buffer, TimeSpan timeout)
    {
        Deadline deadline = Deadline.After(timeout);
        FlushFirst(deadline, buffer.Length);
        Reader.ReadExactly(buffer, deadline);
    }

    /// <inheritdoc cref="ReadExactly(Span{byte})" path="/exception|/returns|/summary|/remarks"/>
    /// <param name="buffer">What to fill; not to be touched until the call completes.</param>
    /// <param name="cancellationToken">Ends the wait, as that of <see cref="ReadLineAsync(CancellationToken)"/>.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await FlushFirstAsync(buffer.Length, cancellationToken).ConfigureAwait(false);
        await Reader.ReadExactlyAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="ReadExactlyAsync(Memory{byte}, CancellationToken)" path="/exception|/returns|/summary|/remarks"/>
    /// <param name="buffer">What to fill; not to be touched until the call completes.</param>
    /// <param name="timeout">Of the whole call, sending included, as that of <see cref="ReadLineAsync(TimeSpan, CancellationToken)"/>.</param>
    /// <param name="cancellationToken">Ends the wait, as the time does.</param>
    /// <exception cref="TimeoutException">The time is over.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> buffer, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        _ = Deadline.After(timeout);
        await TimeLimit.RunAsync(
            async token =>
            {
                await ReadExactlyAsync(buffer, token).ConfigureAwait(false);
                return true;
            },
            timeout,
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<string?> FlushAndReadAsync(CancellationToken cancellationToken)
    {
        await FlushFirstAsync(null, cancellationToken).ConfigureAwait(false);
        return await Reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what was written. Where that waits, what comes is taken in meanwhile, and what the read wants lets the rest wait: two
    /// peers that each wait for the other to read would wait for ever. Where another thread is writing, that one sends.</summary>
    /// <param name="deadline">Until when; null waits as the socket or the stream does.</param>
    /// <param name="wanted">How many bytes are to be read; null for a line.</param>
    private void FlushFirst(Deadline? deadline, int? wanted = null)
    {
        if (!Writer.HasUnsent || !_writing.Wait(0))
            return;
        using var turn = new Turn(_writing);
        while (true)
        {
            ReadOutlook outlook = Reader.LookOut(wanted);
            bool isLeft = Writer.FlushBeforeRead(deadline, outlook);
            Deadline? over = deadline is { HasPassed: true } ? deadline : null;
            // No time at all takes whatever is there, which the read itself does.
            if (!isLeft || outlook != ReadOutlook.Open || over?.Total == TimeSpan.Zero)
                return;
            Reader.TakeIn(wanted);
            if (over is not { } passed || Reader.LookOut(wanted) != ReadOutlook.Open)
                continue;
            Writer.NoteLeft();
            throw LineTransport.TimedOut(passed.Total);
        }
    }

    /// <inheritdoc cref="FlushFirst"/>
    private async ValueTask FlushFirstAsync(int? wanted, CancellationToken cancellationToken)
    {
        if (!Writer.HasUnsent || !await _writing.WaitAsync(0, CancellationToken.None).ConfigureAwait(false))
            return;
        using var turn = new Turn(_writing);
        try
        {
            while (true)
            {
                ReadOutlook outlook = Reader.LookOut(wanted);
                bool isLeft = await Writer.FlushBeforeReadAsync(outlook, cancellationToken).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (!isLeft || outlook != ReadOutlook.Open)
                    return;
                Reader.TakeIn(wanted);
                // A peer that never pauses is never waited for: the caller's time limit begins here.
                if (Reader.LookOut(wanted) == ReadOutlook.Open)
                    await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }
        }
        catch (OperationCanceledException)
        {
            Writer.NoteLeft();
            throw;
        }
    }
}
