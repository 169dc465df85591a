using System.Net.Security;
using System.Security.Authentication;

namespace Tutorial.Net;

/// <content>The end.</content>
public sealed partial class LineConnection
{
    /// <summary>How long the end waits for the peer's.</summary>
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(1);

    private const int DiscardSize = 16 * 1024;

    private int _disposed;

    /// <summary>Sends what is still written, within a second, as <see cref="LineWriter.Dispose"/> does; tells the peer that no more will
    /// come; takes in and discards what the peer still sends, for one second more at most, since closing over unread bytes resets the
    /// connection and may take the last answer with it; closes. After a failure it closes at once. May come from any thread at any time:
    /// a read that is under way ends with an exception. Idempotent.</summary>
    /// <inheritdoc cref="LineWriter.Dispose" path="/exception"/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        try
        {
            // A line of another thread's call is among what is sent; a call that is stuck is not waited for.
            bool hasTurn = _writing.Wait(ClosingLimit);
            try
            {
                Writer.Dispose();
            }
            finally
            {
                if (hasTurn)
                    _writing.Release();
            }

            if (hasTurn && CanEndGracefully())
                End();
        }
        finally
        {
            Reader.Dispose();
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
        try
        {
            bool hasTurn = await _writing.WaitAsync(ClosingLimit).ConfigureAwait(false);
            try
            {
                await Writer.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                if (hasTurn)
                    _writing.Release();
            }

            if (hasTurn && CanEndGracefully())
                await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            Reader.Dispose();
            if (Socket is not null)
                LineTransport.TryShutSending(Socket);
            if (_stream is not null)
                await _stream.DisposeAsync().ConfigureAwait(false);
            Socket?.Dispose();
        }
    }

    /// <summary>Not after a failure; and who is reading takes in what comes himself. Nobody begins to.</summary>
    private bool CanEndGracefully() => Reader.TryEnd() && !Writer.HasFailed;

    private void End()
    {
        if (_stream is SslStream tls)
            EndTlsAsync(tls).GetAwaiter().GetResult();
        Socket?.CloseGracefully(ClosingLimit);
    }

    private async ValueTask EndAsync()
    {
        if (_stream is SslStream tls)
            await EndTlsAsync(tls).ConfigureAwait(false);
        if (Socket is not null)
            await Socket.CloseGracefullyAsync(ClosingLimit).ConfigureAwait(false);
    }

    private async Task EndTlsAsync(SslStream tls)
    {
        if (!tls.IsAuthenticated)
            return;
        using var limit = new CancellationTokenSource(ClosingLimit);
        // Not pooled: a read that was cancelled may still write to it.
        byte[] discarded = new byte[DiscardSize];
        try
        {
            await tls.ShutdownAsync().WaitAsync(limit.Token).ConfigureAwait(false);
            // A socket that is known takes in what still comes; one that is not can only be read by way of the stream.
            while (Socket is null && await tls.ReadAsync(discarded, limit.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException
            or AuthenticationException)
        {
            // The peer is gone, or reads no more: then there is nobody to tell.
        }
    }
}
