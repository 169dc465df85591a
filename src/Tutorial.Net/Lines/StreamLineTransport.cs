using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>Any stream but a plain <see cref="NetworkStream"/>.</summary>
/// <param name="stream">What is read from and written to.</param>
/// <param name="owned">Whether it is closed at the end.</param>
internal sealed class StreamLineTransport(Stream stream, bool owned) : LineTransport(stream, owned)
{
    /// <summary>The close_notify under way or sent: a wait that was cancelled is taken up again.</summary>
    private Task? _shutdown;

    // A file's zero-byte read returns at once; these two wait.
    public override bool CanWaitWithoutBuffer => stream is NetworkStream or SslStream;

    public override bool KnowsWhatWent => stream is LineReaderStream { KnowsWhatWent: true };

    public override bool CanSend => stream.CanWrite;

    public override int Receive(Span<byte> buffer) => Checked(stream.Read(buffer), buffer.Length);

    public override int Receive(Memory<byte> buffer, Deadline deadline)
    {
        if (deadline.IsInfinite)
            return Receive(buffer.Span);
        // A stream's own ReadTimeout would be its socket's, and leave that in a state that Windows does not define.
        using var limit = new CancellationTokenSource();
        try
        {
            ValueTask<int> read = WithoutContext(() => stream.ReadAsync(buffer, limit.Token));
            if (!read.IsCompleted)
                limit.CancelAfter(Deadline.ForTimer(deadline.Remaining));
            return Checked(read.AsTask().GetAwaiter().GetResult(), buffer.Length);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw TimedOut(deadline.Total);
        }
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ValueTask<int> read = stream.ReadAsync(buffer, cancellationToken);
        return read.IsCompletedSuccessfully ? new ValueTask<int>(Checked(read.Result, buffer.Length)) : CheckedAsync(read, buffer.Length);
    }

    public override void Send(ReadOnlySpan<byte> buffer)
    {
        stream.Write(buffer);
        stream.Flush();
    }

    // A write that does not end is left behind with its buffer.
    public override void Send(ReadOnlyMemory<byte> buffer, TimeSpan limit) =>
        WithoutContext(() => SendAsync(buffer, limit)).AsTask().GetAwaiter().GetResult();

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override void CompleteSending()
    {
        switch (stream)
        {
            case NetworkStream network:
                network.Socket.Shutdown(SocketShutdown.Send);
                break;
            case SslStream tls:
                // close_notify (RFC 8446, section 6.1); the class has no synchronous form.
                WithoutContext(() => _shutdown ??= tls.ShutdownAsync()).GetAwaiter().GetResult();
                break;
        }
    }

    public override async ValueTask CompleteSendingAsync(CancellationToken cancellationToken)
    {
        if (stream is SslStream tls)
            await (_shutdown ??= tls.ShutdownAsync()).WaitAsync(cancellationToken).ConfigureAwait(false);
        else
            CompleteSending();
    }

    /// <summary>Calls what is waited for synchronously: a continuation that wants this thread would never run.</summary>
    public static T WithoutContext<T>(Func<T> call)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return call();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> CheckedAsync(ValueTask<int> read, int size) => Checked(await read.ConfigureAwait(false), size);

    private int Checked(int count, int size) =>
        (uint)count <= (uint)size
            ? count
            : throw new IOException($"{stream.GetType()} says that it read {count} bytes into a space of {size}.");
}
