using System.Net.Security;

namespace Tutorial.Net;

/// <content>The end.</content>
public sealed partial class LineConnection
{
    /// <summary>How long the end waits for the peer's.</summary>
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(1);

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
        bool isReading = Reader.IsReading;
        try
        {
            Writer.Dispose();
            if (CanEndGracefully(isReading))
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
        bool isReading = Reader.IsReading;
        try
        {
            await Writer.DisposeAsync().ConfigureAwait(false);
            if (CanEndGracefully(isReading))
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

    /// <summary>Not after a failure; and who is reading takes in what comes himself.</summary>
    private bool CanEndGracefully(bool isReading) => !isReading && !Writer.HasFailed;

    private void End()
    {
        if (_stream is SslStream tls)
            WaitForCloseNotify(tls).GetAwaiter().GetResult();
        Socket?.CloseGracefully(ClosingLimit);
    }

    private async ValueTask EndAsync()
    {
        if (_stream is SslStream tls)
            await WaitForCloseNotify(tls).ConfigureAwait(false);
        if (Socket is not null)
            await Socket.CloseGracefullyAsync(ClosingLimit).ConfigureAwait(false);
    }

    private static async Task WaitForCloseNotify(SslStream tls)
    {
        try
        {
            await tls.ShutdownAsync().WaitAsync(ClosingLimit).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException or InvalidOperationException or ObjectDisposedException)
        {
            // The peer is gone, or reads no more: then there is nobody to tell.
        }
    }
}
