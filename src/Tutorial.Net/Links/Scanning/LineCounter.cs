using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tutorial.Net;

/// <summary>Turns ascending offsets into lines and columns. CR, LF and CRLF end a line, a CRLF cut in two by a chunk included.</summary>
internal struct LineCounter
{
    private const int Width = 32;

    private long _lineStart;
    private int _line;
    private bool _endsInCr;

    /// <summary>How far it has counted.</summary>
    public long Offset { get; private set; }

    public readonly LinkPosition Position => new(Offset, _line + 1, (int)Math.Min(Offset - _lineStart + 1, int.MaxValue));

    /// <summary>Counts on over the first of <paramref name="bytes"/>, which begin at <see cref="Offset"/>.</summary>
    /// <param name="bytes">Those to count, and more to look at.</param>
    /// <param name="count">How many to count.</param>
    public void Advance(ReadOnlySpan<byte> bytes, int count)
    {
        int pos = 0;
        // By the lines of 32 bytes at once: where lines are short, a search for each would cost more.
        while (!_endsInCr && pos < count && bytes.Length - pos >= Width)
        {
            var block = MemoryMarshal.Read<Vector256<byte>>(bytes[pos..]);
            Vector256<byte> feeds = Vector256.Equals(block, Vector256.Create((byte)'\n'));
            Vector256<byte> returns = Vector256.Equals(block, Vector256.Create((byte)'\r'));
            if ((feeds | returns) != Vector256<byte>.Zero)
            {
                uint counted = uint.MaxValue >> Math.Max(0, Width - (count - pos));
                if ((returns.ExtractMostSignificantBits() & counted) != 0)
                    break;
                uint ends = feeds.ExtractMostSignificantBits() & counted;
                _line += BitOperations.PopCount(ends);
                _lineStart = ends == 0 ? _lineStart : Offset + pos + Width - BitOperations.LeadingZeroCount(ends);
            }

            pos += Width;
        }

        pos = Math.Min(pos, count);
        Offset += pos;
        AdvanceBySearch(bytes[pos..count]);
    }

    private void AdvanceBySearch(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        if (_endsInCr && bytes[0] == '\n')
            _lineStart++;
        int pos = _endsInCr && bytes[0] == '\n' ? 1 : 0;
        while (true)
        {
            int length = bytes[pos..].IndexOfAny((byte)'\n', (byte)'\r');
            if (length < 0)
                break;
            pos += length + 1;
            if (bytes[pos - 1] == '\r' && pos < bytes.Length && bytes[pos] == '\n')
                pos++;
            _line++;
            _lineStart = Offset + pos;
        }

        _endsInCr = bytes[^1] == '\r';
        Offset += bytes.Length;
    }

    public void Skip(int count)
    {
        Offset += count;
        _lineStart += count;
    }
}
