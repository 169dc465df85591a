using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>What <see cref="SendLoop"/> needs of a socket. Tests script it.</summary>
internal interface ISendTransport
{
    /// <summary>Hands to the kernel what it takes without waiting.</summary>
    /// <returns><see cref="SocketError.Success"/>, or why not more went than <paramref name="sent"/>.</returns>
    SocketError TrySend(ReadOnlySpan<byte> buffer, out int sent);

    /// <summary>Waits until more may go; false when the caller's time is over, even if more may go.</summary>
    bool WaitUntilWritable();
}

/// <summary>What <see cref="SendLoop"/> needs of a socket to send without blocking the thread.</summary>
internal interface IAsyncSendTransport
{
    /// <inheritdoc cref="ISendTransport.TrySend"/>
    SocketError TrySend(ReadOnlySpan<byte> buffer, out int sent);

    /// <summary>Completes once the kernel took at least one byte of a non-empty buffer, or with why it did not.</summary>
    /// <remarks>Cancelled means that nothing of this buffer went.</remarks>
    ValueTask<(SocketError Error, int Sent)> SendSomeAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);
}

/// <summary>The loop of section 4 of the tutorial: send until the kernel has every byte, and know how many it has.</summary>
internal static class SendLoop
{
    /// <summary>Sends all of <paramref name="buffer"/>, adding to <paramref name="sent"/> what the kernel took.</summary>
    /// <returns><see cref="SocketError.Success"/>, or why the rest did not go.</returns>
    public static SocketError Run<TTransport>(ref TTransport transport, ReadOnlySpan<byte> buffer, ref long sent)
        where TTransport : ISendTransport
    {
        while (!buffer.IsEmpty)
        {
            SocketError error = transport.TrySend(buffer, out int count);
            sent += count;
            buffer = buffer[count..];
            if (error == SocketError.Interrupted)
                continue;
            if (!IsPart(error))
                return error;

            // The kernel took a part, or nothing, because it is full.
            if (!buffer.IsEmpty && !transport.WaitUntilWritable())
                return SocketError.TimedOut;
        }

        return SocketError.Success;
    }

    /// <summary>As <see cref="Run"/>, but waits without a thread.</summary>
    /// <param name="transport">Where to.</param>
    /// <param name="buffer">What to send.</param>
    /// <param name="timeOver">Cancelled when the caller's time is over, and with <paramref name="cancellationToken"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why the rest did not go, or success; how many bytes went; and whether it is the caller's time that is over: the kernel
    /// says the same of a peer that acknowledges nothing any more.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled before the last byte went.
    /// </exception>
    public static async ValueTask<(SocketError Error, long Sent, bool IsOver)> RunAsync<TTransport>(
        TTransport transport, ReadOnlyMemory<byte> buffer, CancellationToken timeOver, CancellationToken cancellationToken)
        where TTransport : IAsyncSendTransport
    {
        long sent = 0;
        while (!buffer.IsEmpty)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SocketError error = transport.TrySend(buffer.Span, out int count);
            sent += count;
            buffer = buffer[count..];
            if (IsPart(error) && !buffer.IsEmpty)
            {
                if (timeOver.IsCancellationRequested)
                    return (SocketError.TimedOut, sent, true);
                try
                {
                    CancellationToken any = timeOver.CanBeCanceled ? timeOver : cancellationToken;
                    (error, count) = await transport.SendSomeAsync(buffer, any).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (timeOver.IsCancellationRequested)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return (SocketError.TimedOut, sent, true);
                }

                sent += count;
                buffer = buffer[count..];
            }

            if (error is not (SocketError.Success or SocketError.WouldBlock or SocketError.Interrupted))
                return (error, sent, false);
        }

        return (SocketError.Success, sent, false);
    }

    // Whatever part went, nothing included: the kernel took what it had room for.
    private static bool IsPart(SocketError error) => error is SocketError.Success or SocketError.WouldBlock;
}
