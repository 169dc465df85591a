using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>Percent-encodes a query in the document's charset ("percent-encode after encoding" of the URL standard).</summary>
internal abstract class QueryEncoder
{
    /// <summary>Appends <paramref name="query"/>, percent-encoding every byte that is not in <paramref name="safe"/>.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="query">The query, in valid UTF-8.</param>
    /// <param name="safe">The ASCII bytes that stay.</param>
    public abstract void Append(ref ByteBuffer output, ReadOnlySpan<byte> query, SearchValues<byte> safe);

    /// <summary>The first code point of <paramref name="text"/>, which is cut off.</summary>
    protected static Rune Next(ref ReadOnlySpan<byte> text)
    {
        Rune.DecodeFromUtf8(text, out Rune rune, out int consumed);
        text = text[consumed..];
        return rune;
    }

    /// <summary>What stands for a code point that the charset does not have: <c>&amp;#NNN;</c>, percent-encoded.</summary>
    protected static void AppendUnmappable(ref ByteBuffer output, Rune rune)
    {
        output.Append("%26%23"u8);
        output.Append((uint)rune.Value);
        output.Append("%3B"u8);
    }

    protected static void AppendByte(ref ByteBuffer output, byte value, SearchValues<byte> safe)
    {
        if (safe.Contains(value))
            output.Append(value);
        else
            output.AppendPercent(value);
    }
}
