using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>Percent-encodes a query in the document's charset ("percent-encode after encoding" of the URL standard).</summary>
internal abstract class QueryEncoder
{
    /// <summary>Appends <paramref name="query"/>, percent-encoding every byte that is not in <paramref name="safe"/>.</summary>
    public abstract void Append(ref CharBuffer output, ReadOnlySpan<char> query, SearchValues<char> safe);

    /// <summary>What stands for a code point that the charset does not have: <c>&amp;#NNN;</c>, percent-encoded.</summary>
    protected static void AppendUnmappable(ref CharBuffer output, Rune rune)
    {
        output.Append("%26%23");
        output.Append((uint)rune.Value);
        output.Append("%3B");
    }

    protected static void AppendByte(ref CharBuffer output, byte value, SearchValues<char> safe)
    {
        if (value < 128 && safe.Contains((char)value))
            output.Append((char)value);
        else
            output.AppendPercent(value);
    }
}
