using System.Net.Sockets;

namespace Tutorial.Net;

/// <content>Sends that give way to a read.</content>
internal sealed partial class SocketLineTransport
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(10);

    public override int SendBeforeRead(ReadOnlyMemory<byte> buffer, Deadline? deadline, ReadOutlook outlook)
    {
        if (outlook == ReadOutlook.Ended)
            return base.SendBeforeRead(buffer, deadline, outlook);
        var transport = new YieldingSendTransport(socket, deadline?.Remaining, mayWait: outlook == ReadOutlook.Open);
        long sent = 0;
        SocketError error = SendLoop.Run(ref transport, buffer.Span, ref sent);
        if (error != SocketError.Success && !transport.IsReadable)
            throw SendIncompleteException.Create(sent, buffer.Length, error, transport.PassedTimeout());
        return (int)sent;
    }

    public override async ValueTask<int> SendBeforeReadAsync(
        ReadOnlyMemory<byte> buffer, ReadOutlook outlook, CancellationToken cancellationToken)
    {
        (SocketError error, long sent, bool isCut) = await SendUntilAsync(buffer, new CancellationToken(true)).ConfigureAwait(false);
        // For what is there already nobody waits, and no time limit begins: one of zero would win each time.
        if (isCut && (outlook == ReadOutlook.Ended || (outlook == ReadOutlook.Open && !IsSomethingThere())))
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task<SocketError> readable = outlook == ReadOutlook.Open ? CancelWhenReadableAsync(enough) : Task.FromResult(SocketError.Success);
            (error, long more, isCut) = await SendUntilAsync(buffer[(int)sent..], enough.Token).ConfigureAwait(false);
            sent += more;
            await enough.CancelAsync().ConfigureAwait(false);
            SocketError failure = await readable.ConfigureAwait(false);
            if (isCut && failure != SocketError.Success)
                (error, isCut) = (failure, false);
        }

        if (error != SocketError.Success && !isCut)
            throw SendIncompleteException.Create(sent, buffer.Length, error);
        return (int)sent;
    }

    /// <summary>Sends until <paramref name="enough"/> is cancelled, and knows how much went.</summary>
    private async ValueTask<(SocketError Error, long Sent, bool IsCut)> SendUntilAsync(ReadOnlyMemory<byte> buffer, CancellationToken enough)
    {
        var transport = new SocketSendTransport(socket, Timeout.InfiniteTimeSpan);
        if (!OperatingSystem.IsWindows())
            return await SendLoop.RunAsync(transport, buffer, enough, CancellationToken.None).ConfigureAwait(false);

        // Of a send that is cancelled Windows does not say how much went: there it is tried again and again.
        long sent = 0;
        while (true)
        {
            (SocketError error, long more, bool isCut) = await SendLoop.RunAsync(
                transport, buffer[(int)sent..], new CancellationToken(true), CancellationToken.None).ConfigureAwait(false);
            sent += more;
            if (!isCut || enough.IsCancellationRequested)
                return (error, sent, isCut);
            await Task.Delay(BetweenTries, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A receive of no bytes waits for some, and takes none.</summary>
    /// <returns>Why it failed, if it did.</returns>
    private async Task<SocketError> CancelWhenReadableAsync(CancellationTokenSource enough)
    {
        try
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, enough.Token).ConfigureAwait(false);
            return SocketError.Success;
        }
        catch (OperationCanceledException)
        {
            // All was sent before, or the caller gave up.
            return SocketError.Success;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode;
        }
        finally
        {
            await enough.CancelAsync().ConfigureAwait(false);
        }
    }

    private bool IsSomethingThere()
    {
        try
        {
            return IsReadable;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The wait says so, and how much went before.
            return false;
        }
    }
}
