using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// What waits to be sent to one client. The loop's own writes go into a buffer without a lock; those of other threads into a second one,
/// which the loop takes over. Buffers are held only while something is in them.
/// </summary>
/// <remarks>A full buffer is set aside and another begun. Were it doubled, the buffers that a broadcast's thousand sessions outgrow at
/// once would take as much memory again.</remarks>
internal sealed class SessionOutput : IDisposable
{
    private const int BufferSize = 1024;
    private const int FullSize = 16 << 10;

    private Queue<ByteWindow>? _full;
    private ByteWindow _own = new(BufferSize);
    private ByteWindow? _foreign;

    /// <summary>Numbers of their own: other threads read them, to whom the windows may look half changed.</summary>
    private int _ownLength;
    private int _foreignLength;
    private bool _isScheduled;
    private bool _isOverflown;
    private bool _isClosed;

    /// <summary>Whether the last send found no room for all: only readiness to write can help.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>Bytes that wait, those of other threads included.</summary>
    public int Pending => _ownLength + _foreignLength;

    /// <summary><see cref="Pending"/> for any thread: what is being taken over is counted, and once.</summary>
    public int CountPending()
    {
        lock (this)
            return Pending;
    }

    /// <summary>Appends on the loop's thread. False when it would pass the limit: nothing of it is kept.</summary>
    public bool TryAppend(ReadOnlySpan<byte> text, ReadOnlySpan<byte> ending, int limit)
    {
        if ((long)Pending + text.Length + ending.Length > limit)
            return false;
        AppendOwn(text, ending);
        return true;
    }

    /// <summary>Appends on any other thread.</summary>
    /// <returns>Whether the loop must be told: once, until it has taken over what there is.</returns>
    public bool AppendForeign(ReadOnlySpan<byte> text, ReadOnlySpan<byte> ending, int limit)
    {
        lock (this)
        {
            if (_isClosed || _isOverflown)
                return false;
            if ((long)Pending + text.Length + ending.Length > limit)
                _isOverflown = true;
            else
                AppendTo(_foreign ??= new ByteWindow(BufferSize), text, ending, ref _foreignLength);
            bool mustTell = !_isScheduled;
            _isScheduled = true;
            return mustTell;
        }
    }

    /// <summary>Keeps nothing more that another thread writes: the session's end has been asked for.</summary>
    public void RefuseForeign()
    {
        lock (this)
            _isClosed = true;
    }

    /// <summary>Takes over what other threads have written. False when they wrote too much.</summary>
    public bool TakeForeign()
    {
        lock (this)
        {
            _isScheduled = false;
            if (_foreign is { Length: > 0 } foreign)
            {
                if (_ownLength == 0)
                {
                    _foreign = _own;
                    _own = foreign;
                    _ownLength = _foreignLength;
                }
                else
                {
                    AppendOwn(foreign.UnreadSpan, default);
                    foreign.Consume(foreign.Length);
                    foreign.TryRelease();
                }

                _foreignLength = 0;
            }

            return !_isOverflown;
        }
    }

    /// <summary>Sends what there is room for; <see cref="SocketError.Success"/> unless the connection is broken.</summary>
    /// <param name="transport">Where to send.</param>
    /// <param name="sent">The bytes that went.</param>
    public SocketError Flush(ISessionTransport transport, out long sent)
    {
        sent = 0;
        IsBlocked = false;
        while (_ownLength > 0)
        {
            ByteWindow first = _full is { Count: > 0 } ? _full.Peek() : _own;
            int count = transport.Send(first.UnreadSpan, out SocketError error);
            if (error == SocketError.Interrupted)
                continue;
            if (error is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable or SocketError.IOPending)
            {
                IsBlocked = true;
                return SocketError.Success;
            }

            if (error != SocketError.Success)
                return error;
            first.Consume(count);
            _ownLength -= count;
            sent += count;
            if (first != _own && first.TryRelease())
                _full!.Dequeue();
        }

        _own.TryRelease();
        return SocketError.Success;
    }

    /// <summary>Sends directly what would not fit, when nothing waits before it. The number of bytes that went.</summary>
    public int SendAround(ISessionTransport transport, ReadOnlySpan<byte> text)
    {
        if (Pending > 0 || IsBlocked)
            return 0;
        int count = transport.Send(text, out SocketError error);
        return error == SocketError.Success ? count : 0;
    }

    public void Dispose()
    {
        lock (this)
        {
            _isClosed = true;
            _own.Dispose();
            foreach (ByteWindow full in _full ?? [])
                full.Dispose();
            _full = null;
            _foreign?.Dispose();
            _foreign = null;
            _ownLength = _foreignLength = 0;
        }
    }

    private void AppendOwn(ReadOnlySpan<byte> text, ReadOnlySpan<byte> ending)
    {
        if (_own.Length > 0 && _own.Length + text.Length + ending.Length > FullSize)
        {
            (_full ??= []).Enqueue(_own);
            _own = new ByteWindow(FullSize);
        }

        AppendTo(_own, text, ending, ref _ownLength);
    }

    private static void AppendTo(ByteWindow window, ReadOnlySpan<byte> text, ReadOnlySpan<byte> ending, ref int length)
    {
        Span<byte> space = window.GetSpan(text.Length + ending.Length);
        text.CopyTo(space);
        ending.CopyTo(space[text.Length..]);
        window.Advance(text.Length + ending.Length);
        length += text.Length + ending.Length;
    }
}
