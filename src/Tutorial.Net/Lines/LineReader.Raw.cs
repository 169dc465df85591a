using System.Net.Sockets;

namespace Tutorial.Net;

/// <content>Bytes after a line.</content>
public sealed partial class LineReader
{
    /// <summary>Fills <paramref name="buffer"/> with the bytes that follow the last line: a body after its header. Reads ahead nothing,
    /// and holds no more memory than the caller's.</summary>
    /// <param name="buffer">What to fill. After an exception its contents are undefined, and what had come stays readable.</param>
    /// <exception cref="EndOfStreamException">The stream ended before. What was there stays readable.</exception>
    /// <inheritdoc cref="WaitToRead()" path="/exception"/>
    public void ReadExactly(Span<byte> buffer) => ReadExactly(buffer, null);

    /// <inheritdoc cref="ReadExactly(Span{byte})"/>
    /// <param name="buffer">What to fill. After an exception its contents are undefined, and what had come stays readable.</param>
    /// <param name="timeout"><inheritdoc cref="WaitToRead(TimeSpan)" path="/param"/></param>
    /// <exception cref="TimeoutException">The time is over. Nothing is lost; call again, for all of it.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public void ReadExactly(Span<byte> buffer, TimeSpan timeout) => ReadExactly(buffer, Deadline.After(timeout));

    /// <inheritdoc cref="ReadExactly(Span{byte})"/>
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
            while (!_framer.TryBeginRaw())
            {
                ThrowIfEnded(0, buffer.Length);
                await FillAsync(cancellationToken).ConfigureAwait(false);
            }

            got = _framer.TakeRaw(buffer.Span);
            while (got < buffer.Length)
            {
                ThrowIfEnded(got, buffer.Length);
                got += Count(await _transport.ReceiveAsync(buffer[got..], cancellationToken).ConfigureAwait(false));
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

    /// <inheritdoc cref="ReadExactlyAsync(Memory{byte}, CancellationToken)"/>
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

    private void ReadExactly(Span<byte> buffer, Deadline? deadline)
    {
        Enter();
        int got = 0;
        try
        {
            if (buffer.IsEmpty)
                return;
            while (!_framer.TryBeginRaw())
            {
                ThrowIfEnded(0, buffer.Length);
                Fill(deadline);
            }

            got = _framer.TakeRaw(buffer);
            while (got < buffer.Length)
            {
                ThrowIfEnded(got, buffer.Length);
                if (deadline is null)
                {
                    got += Count(_transport.Receive(buffer[got..]));
                }
                else
                {
                    // By way of the buffer: a stream's read with a limit needs memory that may outlive a span.
                    Fill(deadline, buffer.Length - got);
                    got += _framer.TakeRaw(buffer[got..]);
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
