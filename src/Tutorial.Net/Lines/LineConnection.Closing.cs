using System.Net.Security;

namespace Tutorial.Net;

/// <content>The end.</content>
public sealed partial class LineConnection
{
    /// <summary>How long the end waits for the peer's.</summary>
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(1);

    private const int DiscardSize = 16 * 1024;

    private int _disposed;

    /// <summary>Sends what is still written, within a second, as <see cref="LineWriter.Dispose"/> does, after a write of another thread
    /// that is under way and that ends within a second, too; tells the peer that no more will come; takes in and discards what the peer
    /// still sends, for one second more at most, since closing over unread bytes resets the connection and may take the last answer with
    /// it; closes. After a failure it closes at once. May come from any thread at any time: a read that is under way ends with an
    /// exception. Idempotent.</summary>
    /// <inheritdoc cref="LineWriter.Dispose" path="/exception"/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        bool hasTurn = false;
        try
        {
            hasTurn = _writing.Wait(ClosingLimit);
            Writer.Dispose();
            Deadline limit = Deadline.After(ClosingLimit);
            if (TryEndCalls(limit))
                End(limit);
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
            Deadline limit = Deadline.After(ClosingLimit);
            if (TryEndCalls(limit))
                await EndAsync(limit).ConfigureAwait(false);
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

    /// <summary>Refuses every later read.</summary>
    /// <returns>Whether to end gracefully: not after a failure, and who is reading takes in what comes himself.</returns>
    private bool TryEndCalls(Deadline limit) => Reader.TryEnd(limit) && !Writer.HasFailed;

    private void End(Deadline limit)
    {
        if (_stream is SslStream tls)
            StreamLineTransport.WithoutContext(() => EndTlsAsync(tls, limit)).GetAwaiter().GetResult();
        Socket?.CloseGracefully(limit.Remaining);
    }

    private async ValueTask EndAsync(Deadline limit)
    {
        if (_stream is SslStream tls)
            await EndTlsAsync(tls, limit).ConfigureAwait(false);
        if (Socket is not null)
            await Socket.CloseGracefullyAsync(limit.Remaining).ConfigureAwait(false);
    }

    private async Task EndTlsAsync(SslStream tls, Deadline limit)
    {
        if (!tls.IsAuthenticated)
            return;
        await UntilAsync(tls.ShutdownAsync, limit).ConfigureAwait(false);
        // A socket that is known takes in what still comes; one that is not can only be read by way of the stream.
        if (Socket is not null)
            return;
        // Not pooled: a read that is left behind may still write to it.
        byte[] discarded = new byte[DiscardSize];
        int got = 1;
        while (got > 0 && !limit.HasPassed)
        {
            got = 0;
            await UntilAsync(async () => got = await tls.ReadAsync(discarded).ConfigureAwait(false), limit).ConfigureAwait(false);
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
