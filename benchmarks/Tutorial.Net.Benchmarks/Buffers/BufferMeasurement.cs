using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>Runs a matrix: in each round every cell once, on a connection of its own.</summary>
internal sealed class BufferMeasurement(BufferMatrix matrix)
{
    public IReadOnlyList<BufferResult> Run(Action<string> beforeCell)
    {
        BufferCell[] cells = [.. matrix.Cells()];
        List<BufferResult>[] rounds = [.. cells.Select(_ => new List<BufferResult>())];
        Dictionary<int, BufferListener> listeners = matrix.SocketBuffers.ToDictionary(size => size, size => new BufferListener(size));
        try
        {
            using var sender = new SenderProcess();
            // Both processes' loops are compiled when the first cell that counts begins.
            foreach (ChunkReceiver receiver in matrix.Receivers)
                Measure(sender, listeners[cells[0].SocketBuffer], cells[0] with { Receiver = receiver.Name });
            for (int round = 0; round < matrix.Rounds; round++)
            {
                // To and fro: what drifts meets each cell early once and late once.
                for (int i = 0; i < cells.Length; i++)
                {
                    int which = round % 2 == 0 ? i : cells.Length - 1 - i;
                    beforeCell(cells[which].ToString());
                    rounds[which].Add(Measure(sender, listeners[cells[which].SocketBuffer], cells[which]));
                }
            }
        }
        finally
        {
            foreach (BufferListener listener in listeners.Values)
                listener.Dispose();
        }

        return [.. rounds.Select(BufferResult.Median)];
    }

    private BufferResult Measure(SenderProcess sender, BufferListener listener, BufferCell cell)
    {
        ChunkReceiver receiver = matrix.Receivers.First(receiver => receiver.Name == cell.Receiver);
        sender.Send(listener.Port, cell.WriteSize, cell.NoDelay);
        using Socket socket = listener.Accept();
        var meter = new ChunkMeter(matrix.WarmUp, matrix.Duration);
        receiver.Receive(socket, cell.BufferSize, meter);
        return BufferResult.From(cell, receiver, meter);
    }
}
