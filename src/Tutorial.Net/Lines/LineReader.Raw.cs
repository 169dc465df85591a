using System.Net.Sockets;

namespace Tutorial.Net;

/// <content>Bytes after a line.</content>
public sealed partial class LineReader
{
    /// <summary>Fills <paramref name="buffer"/> with the bytes that follow the last line: a body after its header. It reads nothing
    /// ahead, and holds no memory but the caller's.</summary>
    /// <param name="buffer">What to fill. After an exception its contents are undefined, and what had come stays readable.</param>
    /// <exception cref="EndOfStreamException">The stream ended too early. What was there stays readable.</exception>
    /// <inheritdoc cref="WaitToRead()" path="/exception"/>
    public void ReadExactly(Span<byte> buffer) => ReadExactly(buffer, null);

    /// <inheritdoc cref="ReadExactly(Span{byte})" path="/exception|/returns|/summary"/>
    /// <param name="buffer">What to fill. After an exception its contents are undefined, and what had come stays readable.</param>
    /// <param name="timeout"><inheritdoc cref="WaitToRead(TimeSpan)" path="/param"/></param>
    /// <exception cref="TimeoutException">The time is over. Nothing is lost; call again, for all of it.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public void ReadExactly(Span<byte> buffer, TimeSpan timeout) => ReadExactly(buffer, Deadline.After(timeout));

    /// <inheritdoc cref="ReadExactly(Span{byte})" path="/exception|/returns|/summary"/>
    /// <param name="buffer">What to fill; not to be touched until the call completes.</param>
    /// <param name="cancellationToken">Ends the wait; what had come stays readable.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing is lost: what had come stays readable.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Enter();
        int got = 0;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (buffer.IsEmpty)
                return;
            int receives = 0;
            while (!_framer.TryBeginRaw())
            {
                ThrowIfEnded(0, buffer.Length);
                await FillAsync(cancellationToken).ConfigureAwait(false);
                await GiveWayAsync(++receives, cancellationToken).ConfigureAwait(false);
            }

            got = _framer.TakeRaw(buffer.Span);
            while (got < buffer.Length)
            {
                ThrowIfEnded(got, buffer.Length);
                got += Count(await _transport.ReceiveAsync(buffer[got..], cancellationToken).ConfigureAwait(false), buffer.Length);
                await GiveWayAsync(++receives, cancellationToken).ConfigureAwait(false);
            }

            _framer.EndRaw();
        }
        catch (Exception e)
        {
            _framer.PutBack(buffer.Span[..got]);
            if (e is SocketException failure)
                throw LineTransport.Failure(failure);
            throw;
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <inheritdoc cref="ReadExactlyAsync(Memory{byte}, CancellationToken)" path="/exception|/returns|/summary"/>
    /// <param name="buffer">What to fill; not to be touched until the call completes.</param>
    /// <param name="timeout"><inheritdoc cref="WaitToRead(TimeSpan)" path="/param"/></param>
    /// <param name="cancellationToken">Ends the wait; what had come stays readable.</param>
    /// <exception cref="TimeoutException">The time is over. Nothing is lost; call again, for all of it.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> buffer, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (Deadline.After(timeout).IsInfinite)
        {
            await ReadExactlyAsync(buffer, cancellationToken).ConfigureAwait(false);
            return;
        }

        await TimeLimit.RunAsync(
            async token =>
            {
                await ReadExactlyAsync(buffer, token).ConfigureAwait(false);
                return true;
            },
            timeout,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The bytes after the last line as a stream: what is buffered, then the rest. For what takes over where the lines end: an
    /// <see cref="System.Net.Security.SslStream"/>, a PipeReader, a body of unknown length.</summary>
    /// <returns>A stream that reads through this reader, one call at a time as everything else of it, and writes to what lies beneath
    /// (not by way of a <see cref="LineWriter"/>: flush that before). Lines may be read again at any time. Disposing it ends the
    /// stream alone: the reader is borrowed.</returns>
    /// <example><code>
    /// // After "CONNECT host:443" and the line of its answer:
    /// using var tls = new SslStream(reader.AsStream());
    /// tls.AuthenticateAsClient("host");
    /// </code></example>
    public Stream AsStream()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new LineReaderStream(this);
    }

    /// <summary>Some bytes: what is buffered, otherwise one receive. Into no space it waits for some.</summary>
    /// <returns>How many; 0 at the end of the stream.</returns>
    internal int ReadSome(Span<byte> buffer)
    {
        Enter();
        try
        {
            while (!_framer.TryBeginRaw())
            {
                if (_framer.IsInputComplete)
                    return 0;
                Fill(null);
            }

            int got = TakeSome(buffer);
            if (got == 0 && !_framer.IsInputComplete && (!buffer.IsEmpty || CanWaitFor()))
                got = ReceiveSome(_transport.Receive(buffer), buffer.Length);
            return got;
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

    /// <inheritdoc cref="ReadSome"/>
    internal async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int receives = 1; !_framer.TryBeginRaw(); receives++)
            {
                if (_framer.IsInputComplete)
                    return 0;
                await FillAsync(cancellationToken).ConfigureAwait(false);
                await GiveWayAsync(receives, cancellationToken).ConfigureAwait(false);
            }

            int got = TakeSome(buffer.Span);
            if (got == 0 && !_framer.IsInputComplete && (!buffer.IsEmpty || CanWaitFor()))
                got = ReceiveSome(await _transport.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);
            return got;
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

    /// <summary>Whether a receive into no space waits, and nothing is there yet.</summary>
    private bool CanWaitFor() => _framer.IsEmpty && _transport.CanWaitWithoutBuffer;

    private int TakeSome(Span<byte> buffer) => Given(buffer.IsEmpty ? 0 : _framer.TakeRaw(buffer));

    private int ReceiveSome(int received, int space) => Given(Count(received, space));

    /// <summary>Whether the bytes were in the buffer before or not makes no difference to the lines.</summary>
    private int Given(int count)
    {
        if (count > 0)
            _framer.EndRaw();
        return count;
    }

    /// <inheritdoc cref="ReadExactly(Span{byte}, TimeSpan)"/>
    internal void ReadExactly(Span<byte> buffer, Deadline? deadline)
    {
        Enter();
        int got = 0;
        try
        {
            if (buffer.IsEmpty)
                return;
            for (bool again = false; !_framer.TryBeginRaw(); again = true)
            {
                ThrowIfEnded(0, buffer.Length);
                if (again)
                    ThrowIfOver(deadline);
                Fill(deadline);
            }

            got = _framer.TakeRaw(buffer);
            while (got < buffer.Length)
            {
                ThrowIfEnded(got, buffer.Length);
                if (deadline is null)
                {
                    got += Count(_transport.Receive(buffer[got..]), buffer.Length);
                }
                else
                {
                    // By way of the buffer: a stream's read with a limit needs memory that may outlive a span.
                    Fill(deadline, buffer.Length - got);
                    got += _framer.TakeRaw(buffer[got..]);
                    if (got < buffer.Length)
                        ThrowIfOver(deadline);
                }
            }

            _framer.EndRaw();
        }
        catch (Exception e)
        {
            _framer.PutBack(buffer[..got]);
            if (e is SocketException failure)
                throw LineTransport.Failure(failure);
            throw;
        }
        finally
        {
            _gate.Leave();
        }
    }
}
