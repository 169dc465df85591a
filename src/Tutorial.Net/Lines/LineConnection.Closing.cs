using System.Net.Security;

namespace Tutorial.Net;

/// <content>The end.</content>
public sealed partial class LineConnection
{
    /// <summary>How long the end waits for the peer's.</summary>
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks whether a read of another thread has ended.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(2);

    private const int DiscardSize = 16 * 1024;

    private int _disposed;

    /// <summary>Whether a close could meet bytes that nobody has read.</summary>
    private bool CanTakeIn => Socket is not null || _stream is SslStream { IsAuthenticated: true };

    /// <summary>Sends what is still written, within a second, as <see cref="LineWriter.Dispose"/> does, after a write of another thread
    /// that is under way and that ends within a second, too; tells the peer that no more will come; takes in and discards what the peer
    /// still sends, for one second more at most, since closing over unread bytes resets the connection and may take the last answer with
    /// it; closes. After a failure it closes at once. May come from any thread at any time: a read that is under way ends with an
    /// exception, when something comes or with the close. Idempotent.</summary>
    /// <inheritdoc cref="LineWriter.Dispose" path="/exception"/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        bool hasTurn = false;
        try
        {
            try
            {
                hasTurn = _writing.Wait(ClosingLimit);
            }
            finally
            {
                // After an interrupt, too: what was written is not dropped before an orderly end.
                Writer.Dispose();
            }

            End(Deadline.After(ClosingLimit));
        }
        finally
        {
            Reader.Dispose();
            if (hasTurn)
                _writing.Release();
            if (Socket is not null)
                LineTransport.TryShutSending(Socket);
            _stream?.Dispose();
            Socket?.Dispose();
        }
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        bool hasTurn = false;
        try
        {
            hasTurn = await _writing.WaitAsync(ClosingLimit).ConfigureAwait(false);
            await Writer.DisposeAsync().ConfigureAwait(false);
            await EndAsync(Deadline.After(ClosingLimit)).ConfigureAwait(false);
        }
        finally
        {
            Reader.Dispose();
            if (hasTurn)
                _writing.Release();
            if (Socket is not null)
                LineTransport.TryShutSending(Socket);
            if (_stream is not null)
                await _stream.DisposeAsync().ConfigureAwait(false);
            Socket?.Dispose();
        }
    }

    /// <summary>Not after a failure. A read that is under way ends with what comes next, and leaves the rest to this.</summary>
    private void End(Deadline limit)
    {
        Reader.Dispose();
        if (Writer.HasFailed || !CanTakeIn)
            return;
        StreamLineTransport.WithoutContext(() => SayEndAsync(limit)).GetAwaiter().GetResult();
        while (!Reader.TryEnd(limit))
        {
            if (limit.HasPassed)
                return;
            Thread.Sleep(BetweenLooks);
        }

        if (Socket is not null)
            Socket.CloseGracefully(limit.Remaining);
        else
            StreamLineTransport.WithoutContext(() => TakeInAsync(limit)).GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="End"/>
    private async ValueTask EndAsync(Deadline limit)
    {
        Reader.Dispose();
        if (Writer.HasFailed || !CanTakeIn)
            return;
        await SayEndAsync(limit).ConfigureAwait(false);
        while (!Reader.TryEnd(limit))
        {
            if (limit.HasPassed)
                return;
            await Task.Delay(BetweenLooks).ConfigureAwait(false);
        }

        if (Socket is not null)
            await Socket.CloseGracefullyAsync(limit.Remaining).ConfigureAwait(false);
        else
            await TakeInAsync(limit).ConfigureAwait(false);
    }

    private async Task SayEndAsync(Deadline limit)
    {
        if (_stream is SslStream { IsAuthenticated: true } tls)
            await UntilAsync(tls.ShutdownAsync, limit).ConfigureAwait(false);
        if (Socket is not null)
            LineTransport.TryShutSending(Socket);
    }

    /// <summary>Where no socket is known, it can only be read by way of the stream.</summary>
    private async Task TakeInAsync(Deadline limit)
    {
        // Not pooled: a read that is left behind may still write to it.
        byte[] discarded = new byte[DiscardSize];
        int got = 1;
        while (got > 0 && !limit.HasPassed)
        {
            got = 0;
            await UntilAsync(async () => got = await _stream!.ReadAsync(discarded).ConfigureAwait(false), limit).ConfigureAwait(false);
            // A peer that never pauses is never waited for.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    /// <summary>Where the call fails the peer is gone, or there is nobody to tell; where it takes longer it is left behind.</summary>
    private static async Task UntilAsync(Func<Task> call, Deadline limit)
    {
        try
        {
            await call().Observed().WaitAsync(limit.Remaining).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever the stream beneath throws when its peer is gone.
        }
    }
}
