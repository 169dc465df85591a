using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <content>The buffer into the socket or stream, and the end.</content>
public sealed partial class LineWriter
{
    /// <summary>How long disposing waits for what is still to be sent.</summary>
    private static readonly TimeSpan DisposeLimit = TimeSpan.FromSeconds(1);

    private volatile bool _disposed;

    /// <summary>Whether the program was told that the last flush failed: disposing tells it no more.</summary>
    private bool _flushFailed;

    /// <summary>Sends what is still buffered, within one second or the socket's shorter <see cref="Socket.SendTimeout"/>, and closes the
    /// socket or stream if it is owned. Idempotent.</summary>
    /// <remarks>It throws only what would otherwise never be known: that what it had to send did not go. Once a flush has failed, the
    /// program knows; disposing tries what there is left and throws nothing, so it hides no exception of the program's. A flush that is
    /// still under way is not waited for: it fails where what it writes to is owned and closed, and goes on where it is borrowed. What
    /// is owned is closed in every case. To wait longer than a second, <see cref="Flush()"/> first.</remarks>
    /// <exception cref="SendIncompleteException">The socket took only a part within the time; the rest is lost.</exception>
    /// <exception cref="IOException">The stream's write failed.</exception>
    /// <exception cref="TimeoutException">The stream's write took too long.</exception>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        bool isIdle = TryEnterAtLast();
        try
        {
            if (isIdle)
                SendLast();
        }
        finally
        {
            if (isIdle)
                _window.Dispose();
            _transport.Close();
        }
    }

    /// <inheritdoc cref="Dispose" path="/exception|/remarks"/>
    /// <summary>Sends what is still buffered, within one second, without blocking a thread, and closes the socket or stream if it is
    /// owned. <see cref="Socket.SendTimeout"/> has no say. Idempotent.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        bool isIdle = TryEnterAtLast();
        try
        {
            if (isIdle)
                await SendLastAsync().ConfigureAwait(false);
        }
        finally
        {
            if (isIdle)
                _window.Dispose();
            await _transport.CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Sends what is buffered, for a reader that closes what both use. Another call that is under way has its own end.</summary>
    internal void FlushBeforeClose()
    {
        if (_disposed || _window.Length == 0 || !_gate.TryEnterFromElsewhere())
            return;
        try
        {
            SendLast();
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <inheritdoc cref="FlushBeforeClose"/>
    internal async ValueTask FlushBeforeCloseAsync()
    {
        if (_disposed || _window.Length == 0 || !_gate.TryEnterFromElsewhere())
            return;
        try
        {
            await SendLastAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Sends what is buffered for a read that comes next, unless another call is under way: another thread may write.</summary>
    /// <param name="deadline">Until when; null waits as the socket or the stream does.</param>
    /// <param name="outlook">The read's.</param>
    /// <returns>Whether a rest is left, because something is there to be read or an asynchronous call was cancelled.</returns>
    internal bool FlushBeforeRead(Deadline? deadline, ReadOutlook outlook)
    {
        if (_disposed || _window.Length == 0 || !_gate.TryEnterFromElsewhere())
            return false;
        try
        {
            SendBuffered(deadline, outlook);
            return _window.Length > 0;
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <inheritdoc cref="FlushBeforeRead"/>
    internal async ValueTask<bool> FlushBeforeReadAsync(ReadOutlook outlook, CancellationToken cancellationToken)
    {
        if (_disposed || _window.Length == 0 || !_gate.TryEnterFromElsewhere())
            return false;
        try
        {
            await SendBufferedAsync(cancellationToken, outlook).ConfigureAwait(false);
            return _window.Length > 0;
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>The program is about to be told that its read, which sends first, has given up: of a rest it knows.</summary>
    internal void NoteLeft() => _flushFailed |= _window.Length > 0;

    /// <summary>Goes on over another transport. Nothing is buffered, and nobody calls meanwhile.</summary>
    internal void SwitchTo(LineTransport transport)
    {
        _transport = transport;
        transport.NoteWriter(this);
    }

    /// <summary>Takes the buffer from whoever else calls. Where one keeps it, what he writes does not all go.</summary>
    private bool TryEnterAtLast()
    {
        bool isIdle = _gate.TryEnterAtLast(Deadline.After(DisposeLimit));
        _flushFailed |= !isIdle;
        return isIdle;
    }

    /// <summary>Begins a call that may wait.</summary>
    private void Enter()
    {
        ThrowIfUnusable();
        if (!_gate.TryEnter())
            ThrowOverlaps();
    }

    /// <summary>For a call that finds another under way: of a disposal it says so.</summary>
    [DoesNotReturn]
    private void ThrowOverlaps()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CallGate.ThrowWriteOverlaps();
    }

    /// <param name="deadline">Until when; null waits as the socket or the stream does.</param>
    /// <param name="outlook">That of the read which this comes before, if any.</param>
    private void SendBuffered(Deadline? deadline, ReadOutlook? outlook = null)
    {
        int count = _window.Length;
        if (count == 0)
            return;
        try
        {
            if (outlook is { } ofRead)
                count = _transport.SendBeforeRead(_window.Unread, deadline, ofRead);
            else if (deadline is { } limit)
                _transport.Send(_window.Unread, limit.Remaining);
            else
                _transport.Send(_window.UnreadSpan);
        }
        catch (Exception e)
        {
            Exception failure = Account(e);
            if (deadline is { HasPassed: true } over && _failure is null
                && e is SendIncompleteException { SocketErrorCode: SocketError.TimedOut, BytesSent: var sent })
            {
                throw new TimeoutException(
                    $"The time limit of {over.Total.TotalMilliseconds:0.###} ms passed when {sent} of {count} bytes were sent: the peer reads too "
                    + "slowly or not at all. The rest stays buffered; the next flush goes on from there.",
                    e);
            }

            if (failure != e)
                throw failure;
            throw;
        }

        Sent(count);
    }

    private async ValueTask SendBufferedAsync(CancellationToken cancellationToken, ReadOutlook? outlook = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int count = _window.Length;
        if (count == 0)
            return;
        try
        {
            if (outlook is { } ofRead)
                count = await _transport.SendBeforeReadAsync(_window.Unread, ofRead, cancellationToken).ConfigureAwait(false);
            else
                await _transport.SendAsync(_window.Unread, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (Account(e) is var failure && failure != e)
                throw failure;
            throw;
        }

        Sent(count);
    }

    private void SendLast()
    {
        int count = _window.Length;
        if (_failure is not null || count == 0)
            return;
        bool isKnown = _flushFailed;
        try
        {
            _transport.Send(_window.Unread, _transport.LimitOfSending(DisposeLimit));
            Sent(count);
        }
        catch (Exception e)
        {
            Exception failure = Account(e);
            if (isKnown)
                return;
            if (failure != e)
                throw failure;
            throw;
        }
    }

    private async ValueTask SendLastAsync()
    {
        int count = _window.Length;
        if (_failure is not null || count == 0)
            return;
        bool isKnown = _flushFailed;
        try
        {
            await _transport.SendAsync(_window.Unread, DisposeLimit).ConfigureAwait(false);
            Sent(count);
        }
        catch (Exception e)
        {
            Exception failure = Account(e);
            if (isKnown)
                return;
            if (failure != e)
                throw failure;
            throw;
        }
    }

    private void Sent(int count)
    {
        _flushFailed = false;
        _window.Consume(count);
        _window.TryRelease();
    }

    /// <summary>Keeps what certainly did not go and still may, or nothing where that is not known.</summary>
    /// <returns>What to throw.</returns>
    private Exception Account(Exception failure)
    {
        _flushFailed = true;
        if (_transport.KnowsWhatWent && failure is SendIncompleteException { BytesSent: var sent, SocketErrorCode: var code })
        {
            _window.Consume((int)sent);
            if (!IsGone(code))
                return failure;
        }

        // Whether a stream that failed or was cancelled still reads the buffer is not known, either: it is left to the collector.
        _window.Abandon();
        return _failure = failure switch
        {
            SocketException e => LineTransport.Failure(e),
            // A stream counts bytes of its own, such as those of a TLS record.
            SendIncompleteException e when !_transport.KnowsWhatWent => new IOException($"The stream's write failed: {e.Message}", e),
            _ => failure,
        };
    }

    /// <summary>Whether nothing can be sent any more.</summary>
    private static bool IsGone(SocketError error) => error is SocketError.ConnectionReset or SocketError.ConnectionAborted
        or SocketError.NetworkReset or SocketError.Shutdown or SocketError.NotConnected or SocketError.OperationAborted;

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is not null)
        {
            throw new IOException(
                _failure is SendIncompleteException
                    ? "The connection was gone at an earlier flush. Nothing was written by this call."
                    : "An earlier flush failed part way; how much of it the peer has is not known.",
                _failure);
        }
    }
}
