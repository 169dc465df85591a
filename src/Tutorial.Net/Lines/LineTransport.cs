using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>Where a <see cref="LineReader"/> reads from and a <see cref="LineWriter"/> writes to.</summary>
internal abstract class LineTransport(object target, bool owned)
{
    /// <summary>Who writes to what, so that a reader that closes it sends first what was written: whatever the order of two
    /// <c>using</c> declarations, no line is lost.</summary>
    private static readonly ConditionalWeakTable<object, LineWriter> s_writers = [];

    /// <summary>How long what does not heed its token is waited for after it was cancelled.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether a receive into no space waits for data: then none need be rented for an idle connection.</summary>
    public abstract bool CanWaitWithoutBuffer { get; }

    /// <summary>Whether a <see cref="SendIncompleteException"/> of it counts the bytes that it was given.</summary>
    public abstract bool KnowsWhatWent { get; }

    /// <summary>Whether a receive would not wait.</summary>
    public virtual bool IsReadable => throw new NotSupportedException("Only a socket says.");

    /// <summary>Whether it can be written to at all.</summary>
    public abstract bool CanSend { get; }

    /// <summary>The socket itself where there is one, bare or under a plain <see cref="NetworkStream"/>.</summary>
    /// <exception cref="ArgumentException">A socket of datagrams: they are no stream.</exception>
    public static LineTransport Over(Socket? socket, bool owned)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.SocketType is SocketType.Dgram or SocketType.Raw)
        {
            throw new ArgumentException(
                "A datagram is a message of its own, and no part of a stream of lines. Give a stream socket, or write each datagram "
                + "into a LineFramer.",
                nameof(socket));
        }

        return new SocketLineTransport(socket, socket, owned);
    }

    /// <inheritdoc cref="Over(Socket, bool)"/>
    public static LineTransport Over(Stream? stream, bool owned)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.GetType() == typeof(NetworkStream)
            ? new SocketLineTransport(((NetworkStream)stream).Socket, stream, owned)
            : new StreamLineTransport(stream, owned);
    }

    /// <summary>Failed I/O is an <see cref="IOException"/> whatever lies beneath, as that of <see cref="NetworkStream"/> is.</summary>
    public static IOException Failure(SocketException cause) =>
        new(
            cause.SocketErrorCode == SocketError.WouldBlock
                ? "Nothing is there, and the socket is non-blocking: wait until it is readable, or give the read a time limit."
                : $"The connection failed: {cause.Message} ({cause.SocketErrorCode}).",
            cause);

    /// <summary>Shuts the sending side before a close. Closing a socket under a receive that waits resets the connection otherwise, and the
    /// peer loses what was sent last.</summary>
    public static void TryShutSending(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Not connected any more: nobody is to be told.
        }
    }

    public static TimeoutException TimedOut(TimeSpan limit) =>
        new($"The time limit of {limit.TotalMilliseconds:0.###} ms passed. Nothing is lost: what has come stays, and the next read goes on.");

    /// <returns>Bytes received; 0 at the end of the stream.</returns>
    public abstract int Receive(Span<byte> buffer);

    /// <inheritdoc cref="Receive(Span{byte})"/>
    /// <exception cref="TimeoutException">Nothing came in time; nothing was read.</exception>
    public abstract int Receive(Memory<byte> buffer, Deadline deadline);

    /// <inheritdoc cref="Receive(Span{byte})"/>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends everything.</summary>
    public abstract void Send(ReadOnlySpan<byte> buffer);

    /// <summary>Sends everything, or gives up soon after <paramref name="limit"/> has passed.</summary>
    public abstract void Send(ReadOnlyMemory<byte> buffer, TimeSpan limit);

    /// <summary>The shorter of <paramref name="limit"/> and what the socket itself allows for a send.</summary>
    public virtual TimeSpan LimitOfSending(TimeSpan limit) => limit;

    /// <inheritdoc cref="Send(ReadOnlySpan{byte})"/>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends before a read: what goes at once and, while nothing is there to be read, the rest. Of a stream that can only be all,
    /// whatever comes meanwhile: how much of a write went that did not end, nobody knows.</summary>
    /// <param name="buffer">What to send.</param>
    /// <param name="deadline">Until when; null waits as <see cref="Send(ReadOnlySpan{byte})"/> does.</param>
    /// <param name="outlook">The read's.</param>
    /// <returns>How many bytes went; not all where something is there to be read, or an asynchronous call was cancelled.</returns>
    public virtual int SendBeforeRead(ReadOnlyMemory<byte> buffer, Deadline? deadline, ReadOutlook outlook)
    {
        if (deadline is { } limit)
            Send(buffer, limit.Remaining);
        else
            Send(buffer.Span);
        return buffer.Length;
    }

    /// <inheritdoc cref="SendBeforeRead"/>
    public virtual async ValueTask<int> SendBeforeReadAsync(
        ReadOnlyMemory<byte> buffer, ReadOutlook outlook, CancellationToken cancellationToken)
    {
        await SendAsync(buffer, cancellationToken).ConfigureAwait(false);
        return buffer.Length;
    }

    /// <inheritdoc cref="Send(ReadOnlyMemory{byte}, TimeSpan)"/>
    public virtual async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, TimeSpan limit)
    {
        using var source = new CancellationTokenSource();
        try
        {
            ValueTask sending = SendAsync(buffer, source.Token);
            bool isLimited = !sending.IsCompleted && limit != Timeout.InfiniteTimeSpan;
            if (isLimited)
                source.CancelAfter(Deadline.ForTimer(limit));
            TimeSpan patience = isLimited ? Deadline.ForTimer(Deadline.ForTimer(limit) + Grace) : Timeout.InfiniteTimeSpan;
            await sending.AsTask().Observed().WaitAsync(patience, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException || (source.IsCancellationRequested && e is OperationCanceledException))
        {
            throw new TimeoutException(
                $"The last {buffer.Length} bytes had not all gone after {limit.TotalSeconds:0.###} s; the peer reads too slowly or not at all.");
        }
    }

    /// <summary>Says to the peer that nothing more will come.</summary>
    public abstract void CompleteSending();

    /// <inheritdoc cref="CompleteSending"/>
    public abstract ValueTask CompleteSendingAsync(CancellationToken cancellationToken);

    /// <summary>What is to be done before the socket or stream is disposed; never throws.</summary>
    protected virtual void PrepareToClose()
    {
    }

    /// <summary>Makes <paramref name="writer"/> the one whose lines are sent before what it writes to is closed.</summary>
    public void NoteWriter(LineWriter writer) => s_writers.AddOrUpdate(target, writer);

    /// <summary>Closes what is owned, after sending what a writer over the same still has.</summary>
    public void Close()
    {
        if (!owned)
            return;
        try
        {
            if (s_writers.TryGetValue(target, out LineWriter? writer))
                writer.FlushBeforeClose();
        }
        finally
        {
            PrepareToClose();
            ((IDisposable)target).Dispose();
        }
    }

    /// <inheritdoc cref="Close"/>
    public async ValueTask CloseAsync()
    {
        if (!owned)
            return;
        try
        {
            if (s_writers.TryGetValue(target, out LineWriter? writer))
                await writer.FlushBeforeCloseAsync().ConfigureAwait(false);
        }
        finally
        {
            PrepareToClose();
            if (target is IAsyncDisposable disposable)
                await disposable.DisposeAsync().ConfigureAwait(false);
            else
                ((IDisposable)target).Dispose();
        }
    }
}
