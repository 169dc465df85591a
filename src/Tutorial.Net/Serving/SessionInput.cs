namespace Tutorial.Net;

/// <summary>What came from one client: lines, or bytes that were asked for. A framer and a number; no I/O.</summary>
internal sealed class SessionInput(LineOptions options) : IDisposable
{
    private const long NoBytesWanted = -1;

    private LineFramer _framer = new(options);
    private LineOptions? _next;
    private long _wanted = NoBytesWanted;

    public LineOptions Options { get; private set; } = options;

    /// <summary>The options as they will be for the next line. From any thread.</summary>
    public LineOptions NextOptions => Volatile.Read(ref _next) ?? Options;

    public bool WantsBytes => _wanted >= 0;

    /// <summary>Bytes that were asked for and have not come.</summary>
    public long Missing => Math.Max(0, _wanted);

    /// <summary>Whether a line has begun and not ended.</summary>
    public bool IsMidLine => !WantsBytes && _framer.IsMidLine;

    /// <summary>Whether the handler is still to hear of something that came, or of the no bytes that it asked for.</summary>
    public bool HasUnread => _framer.IsMidLine || _wanted == 0;

    /// <summary>What came and was not taken.</summary>
    public ReadOnlyMemory<byte> Buffered => _framer.Buffered;

    public Span<byte> GetSpan() => _framer.GetSpan();

    public void Advance(int count) => _framer.Advance(count);

    public void Complete() => _framer.Complete();

    /// <summary>From the next byte on, hand out this many as they are.</summary>
    public void WantBytes(long count) => _wanted = count;

    /// <summary>Takes effect when the present line has been dealt with, since it lies in the framer's buffer.</summary>
    public void SetOptions(LineOptions options) => _next = options;

    /// <summary>Whether the next <see cref="TryReadLine"/> gives a line or throws.</summary>
    public bool HasLine()
    {
        ApplyOptions();
        return _framer.HasLine();
    }

    public bool TryReadLine(out Line line)
    {
        if (_next is not null)
            ApplyOptions();
        return _framer.TryRead(out line);
    }

    /// <summary>Takes a piece of the bytes that were asked for. False when none is there, and the buffer is given back.</summary>
    public bool TryReadBytes(out ReadOnlyMemory<byte> bytes, out bool isLast)
    {
        ApplyOptions();
        int count = _framer.TryBeginRaw() ? (int)Math.Min(_wanted, _framer.Buffered.Length) : 0;
        if (count == 0 && _wanted > 0)
        {
            // Not empty, it holds what is not the bytes' but a part of what ends a line that is being thrown away.
            if (_framer.IsEmpty)
                _framer.TakeRaw(stackalloc byte[1]);
            bytes = default;
            isLast = false;
            return false;
        }

        _framer.TryReadExactly(count, out bytes);
        _wanted -= count;
        isLast = _wanted == 0;
        if (isLast)
            _wanted = NoBytesWanted;
        return true;
    }

    /// <summary>Takes away what was looked at in <see cref="Buffered"/>.</summary>
    public void Skip(int count) => _framer.TryReadExactly(count, out _);

    /// <summary>Refuses every later use and leaves the buffer alone: somebody still reads a line in it.</summary>
    public void Abandon() => _framer.Abandon();

    public void Dispose() => _framer.Dispose();

    private void ApplyOptions()
    {
        // A line that is being thrown away goes first, with the framer that knows of it, and what is behind it is the next one's.
        if (_next is not { } options || !_framer.TryBeginRaw() || !_framer.CanHandOver)
            return;
        LineFramer framer = new(options);
        ReadOnlySpan<byte> buffered = _framer.Buffered.Span;
        if (!buffered.IsEmpty)
        {
            buffered.CopyTo(framer.GetSpan(buffered.Length));
            framer.Advance(buffered.Length);
        }

        if (_framer.IsInputComplete)
            framer.Complete();
        _framer.Dispose();
        _framer = framer;
        Options = options;
        // Not before: between the two another thread would write with what was replaced.
        Volatile.Write(ref _next, null);
    }
}
