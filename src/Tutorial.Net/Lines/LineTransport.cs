namespace Tutorial.Net;

/// <summary>Where a <see cref="LineReader"/> reads from and a <see cref="LineWriter"/> writes to.</summary>
internal abstract class LineTransport
{
    /// <summary>Whether a receive into no space waits for data: then none need be rented for an idle connection.</summary>
    public abstract bool CanWaitWithoutBuffer { get; }

    /// <returns>Bytes received; 0 at the end of the stream.</returns>
    public abstract int Receive(Span<byte> buffer);

    /// <inheritdoc cref="Receive"/>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends everything.</summary>
    public abstract void Send(ReadOnlySpan<byte> buffer);

    /// <inheritdoc cref="Send"/>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Says to the peer that nothing more will come.</summary>
    public abstract void CompleteSending();

    /// <inheritdoc cref="CompleteSending"/>
    public abstract ValueTask CompleteSendingAsync(CancellationToken cancellationToken);

    /// <summary>Closes what is owned.</summary>
    public abstract void Close();

    /// <inheritdoc cref="Close"/>
    public abstract ValueTask CloseAsync();
}
