namespace Tutorial.Net;

/// <summary>An end of a line: how many bytes the line has, and the terminator after them. It names no position, so it stays true when
/// the bytes are moved.</summary>
/// <remarks>One number, so that it is stored at once: the length, from bit 32 on the width of the terminator, from bit 40 on the ending.
/// The length of a bare byte is complemented, and passes every limit.</remarks>
internal readonly struct LineEnd
{
    private readonly ulong _bits;

    /// <param name="length">Bytes of the line.</param>
    /// <param name="width">Bytes of its terminator.</param>
    /// <param name="ending">What the terminator is.</param>
    public LineEnd(int length, int width, LineEnding ending) => _bits = (uint)length | ((ulong)width << 32) | ((ulong)ending << 40);

    public LineEnding Ending => (LineEnding)(_bits >> 40);

    public int Length => IsBare ? ~(int)_bits : (int)_bits;

    /// <summary>Bytes of the line and its terminator.</summary>
    public int Total => Length + Width;

    /// <summary>Whether it ends no line, but is a byte that may not stand there.</summary>
    public bool IsBare => (int)_bits < 0;

    public int Width => (byte)(_bits >> 32);

    /// <summary>A byte that may not stand <paramref name="length"/> bytes into a line, which goes on after it.</summary>
    public static LineEnd Bare(int length) => new(~length, 1, LineEnding.None);

    /// <summary>Whether it ends a line of fewer than <paramref name="limit"/> bytes.</summary>
    public bool IsShorterThan(uint limit, out int length)
    {
        length = (int)_bits;
        return (uint)length < limit;
    }

    /// <summary>What is left of it after <paramref name="count"/> bytes of the line were taken.</summary>
    public LineEnd After(int count) => IsBare ? Bare(Length - count) : new LineEnd(Length - count, Width, Ending);
}
