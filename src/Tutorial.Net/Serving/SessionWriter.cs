using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// What is written to one client, within its limits, and the sending of it. Only <see cref="WriteForeign"/>,
/// <see cref="RefuseForeign"/> and <see cref="CountPending"/> are for other threads.
/// </summary>
internal sealed class SessionWriter(SessionCore session, SessionSocket socket) : IDisposable
{
    private readonly SessionOutput _output = new();

    public int Pending => _output.Pending;

    public int CountPending() => _output.CountPending();

    /// <summary>Whether so much waits that nothing more is read.</summary>
    public bool IsFull => _output.Pending > session.Limits.MaxPendingBytes;

    /// <summary>Whether only readiness to write can help.</summary>
    public bool IsBlocked => _output.IsBlocked;

    /// <summary>On the loop's thread.</summary>
    public void Write(ReadOnlySpan<byte> text, ReadOnlySpan<byte> ending)
    {
        if (session.State != SessionState.Open)
            return;
        if (!_output.TryAppend(text, ending, session.Limits.HardPendingBytes))
        {
            // It may fit once what waits has been sent, or go without waiting.
            Flush();
            int sent = _output.SendAround(socket, text);
            if (session.State != SessionState.Open || !_output.TryAppend(text[sent..], ending, session.Limits.HardPendingBytes))
            {
                Overflow();
                return;
            }
        }

        session.MarkDirty();
    }

    /// <summary>On any other thread; the loop takes it over.</summary>
    public void WriteForeign(ReadOnlySpan<byte> text, ReadOnlySpan<byte> ending)
    {
        if (!_output.AppendForeign(text, ending, session.Limits.HardPendingBytes))
            return;
        session.Loop.Post(
            static session =>
            {
                ((SessionCore)session!).Writer.TakeForeign();
                ((SessionCore)session).MarkDirty();
            },
            session);
    }

    /// <summary>What another thread writes from now on is not for the client: it has asked for the end, or the end has begun.</summary>
    public void RefuseForeign() => _output.RefuseForeign();

    /// <summary>Takes over what other threads have written.</summary>
    public void TakeForeign()
    {
        if (!_output.TakeForeign())
            Overflow();
    }

    /// <summary>Sends what there is room for. Lines that were held back because too much waited get a turn once it has gone, whoever had
    /// written it.</summary>
    public void Flush()
    {
        if (session.State is not (SessionState.Open or SessionState.Closing))
            return;
        bool wasFull = IsFull;
        SocketError error = _output.Flush(socket, out _);
        if (error != SocketError.Success)
            session.Break(error);
        else if (wasFull && !IsFull)
            session.Reader.QueueTurn();
    }

    public void Dispose() => _output.Dispose();

    private void Overflow() => session.Finish(
        new IOException($"More than the {session.Limits.HardPendingBytes} bytes of output that may wait for a client were to be sent to it."),
        SessionEnd.Overflow);
}
