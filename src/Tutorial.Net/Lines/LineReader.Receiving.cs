using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <content>What the synchronous forms have in common with each other, and with the asynchronous ones.</content>
public sealed partial class LineReader
{
    /// <summary>How many receives a call makes that need not wait, before its caller has a turn.</summary>
    private const int ReceivesInARow = 64;

    /// <summary>Whether the last receive filled most of the space it had.</summary>
    private bool _flowing;

    /// <summary>Where it reads from now: another transport after the start of TLS.</summary>
    internal LineTransport Transport => _transport;

    /// <summary>Refuses every later read; for who owns what is read from.</summary>
    /// <returns>Whether none is under way.</returns>
    internal bool TryEnd(Deadline deadline)
    {
        Dispose();
        return _gate.TryEnterAtLast(deadline);
    }

    /// <summary>Keeps every read away while <paramref name="upgrade"/> gives the transport to come, and goes on over that.</summary>
    /// <exception cref="IOException">Something came after the last line.</exception>
    internal async ValueTask SwitchAsync(Func<ValueTask<LineTransport>> upgrade)
    {
        Enter();
        try
        {
            if (!_framer.IsBetweenLines)
            {
                throw new IOException(
                    "Bytes came before the handshake, and would be taken for what came under its protection (CVE-2011-0411). TLS was not "
                    + "started. Close the connection; a peer that keeps to its protocol waits for the answer.");
            }

            _transport = await upgrade().ConfigureAwait(false);
            _flowing = false;
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Begins a call that may receive, or that gives back a buffer.</summary>
    private void Enter()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_gate.TryEnter())
            ThrowOverlaps();
    }

    /// <summary>For a call that finds another under way: of a disposal it says so.</summary>
    [DoesNotReturn]
    private void ThrowOverlaps()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        CallGate.ThrowReadOverlaps();
    }

    private Line ReadSlowly()
    {
        Enter();
        try
        {
            _framer.TryRead(out Line line);
            return line;
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>The next line of a run as text: most of all lines.</summary>
    private bool TryReadText(out string? text)
    {
        text = null;
        if (!_gate.TryEnterBriefly())
            ThrowOverlaps();
        try
        {
            if (!_framer.TryReadRun(out Line line))
                return false;
            text = LineText.Decode(line.Span, _encoding);
            return true;
        }
        finally
        {
            _gate.LeaveBriefly();
        }
    }

    /// <inheritdoc cref="ReadLine(TimeSpan)"/>
    internal string? ReadLine(Deadline deadline) => TryReadText(out string? text) ? text : ReceiveText(deadline);

    private bool WaitForLine(Deadline? deadline)
    {
        Enter();
        try
        {
            return ReceiveLine(deadline);
        }
        finally
        {
            _gate.Leave();
        }
    }

    private string? ReceiveText(Deadline? deadline)
    {
        Enter();
        try
        {
            return ReceiveLine(deadline) && _framer.TryRead(out Line line) ? LineText.Decode(line.Span, _encoding) : null;
        }
        finally
        {
            _gate.Leave();
        }
    }

    private bool ReceiveLine(Deadline? deadline)
    {
        for (bool again = false; !_framer.HasLine(); again = true)
        {
            if (_framer.IsInputComplete)
                return false;
            if (again)
                ThrowIfOver(deadline);
            Fill(deadline);
        }

        return true;
    }

    /// <summary>Looks at the time between two receives of one call: a peer that never pauses is never waited for. No time at all takes
    /// what is there, a line or a body, which has an end; the rest of a line that is thrown away may have none.</summary>
    /// <exception cref="TimeoutException">The time is over.</exception>
    private void ThrowIfOver(Deadline? deadline)
    {
        if (deadline is { HasPassed: true } over && (over.Total > TimeSpan.Zero || _framer.IsSkipping))
            throw LineTransport.TimedOut(over.Total);
    }

    /// <summary>Lets the caller of an asynchronous read go on now and then where a peer never pauses: a time limit begins there, and its
    /// thread may have other work.</summary>
    /// <param name="receives">How many there were in this call.</param>
    /// <param name="cancellationToken">Ends the call, also where the stream itself does not heed it.</param>
    private static async ValueTask GiveWayAsync(int receives, CancellationToken cancellationToken)
    {
        if (receives % ReceivesInARow != 0)
            return;
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>One receive into the buffer.</summary>
    /// <param name="deadline">Until when; null waits as the socket or the stream does.</param>
    /// <param name="most">The most to receive.</param>
    private void Fill(Deadline? deadline, int most = int.MaxValue)
    {
        try
        {
            Memory<byte> space = _framer.GetMemory();
            if (space.Length > most)
                space = space[..most];
            Take(deadline is { } limit ? _transport.Receive(space, limit) : _transport.Receive(space.Span), space.Length);
        }
        catch (SocketException e)
        {
            throw LineTransport.Failure(e);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_flowing && _framer.IsEmpty && _transport.CanWaitWithoutBuffer)
                await _transport.ReceiveAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            ObjectDisposedException.ThrowIf(_disposed, this);
            Memory<byte> space = _framer.GetMemory();
            Take(await _transport.ReceiveAsync(space, cancellationToken).ConfigureAwait(false), space.Length);
        }
        catch (SocketException e)
        {
            throw LineTransport.Failure(e);
        }
    }

    private void Take(int count, int space)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _flowing = count > space / 2;
        if (count == 0)
            _framer.Complete();
        else
            _framer.Advance(count);
    }

    /// <summary>A direct receive: none into any space means the end of the stream.</summary>
    private int Count(int received, int space)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (received == 0 && space > 0)
            _framer.Complete();
        return received;
    }

    private void ThrowIfEnded(int got, int wanted)
    {
        if (_framer.IsInputComplete)
            throw new EndOfStreamException($"The stream ended after {got} of {wanted} bytes.");
    }
}
