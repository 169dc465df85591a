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
    public void Append(ref ByteBuffer output, ReadOnlySpan<byte> query, SearchValues<byte> safe)
    {
        // But for the controls that shift between sets, ASCII is itself in every charset.
        if (Ascii.IsValid(query) && !query.ContainsAny((byte)0x0E, (byte)0x0F, (byte)0x1B))
        {
            PercentEncoding.Append(ref output, query, safe);
            return;
        }

        Span<byte> bytes = stackalloc byte[8];
        int shift = 0, count;
        while (!query.IsEmpty)
        {
            Rune.DecodeFromUtf8(query, out Rune rune, out int consumed);
            query = query[consumed..];
            bool isMapped = TryEncode(ref rune, bytes, ref shift, out count);
            PercentEncoding.Append(ref output, bytes[..count], safe);
            if (isMapped)
                continue;
            // &#NNN; for what the charset does not have.
            output.Append("%26%23"u8);
            output.Append((uint)rune.Value);
            output.Append("%3B"u8);
        }

        End(bytes, shift, out count);
        PercentEncoding.Append(ref output, bytes[..count], safe);
    }

    /// <param name="rune">A code point; comes back as what stands for it if the charset does not have it.</param>
    /// <param name="bytes">Gets its bytes, or what must come before the reference that stands for it.</param>
    /// <param name="shift">The set that the bytes before are in; 0 at first.</param>
    /// <param name="count">How many bytes.</param>
    /// <returns>Whether the charset has it.</returns>
    protected abstract bool TryEncode(ref Rune rune, Span<byte> bytes, ref int shift, out int count);

    /// <summary>Shifts back to the first set.</summary>
    protected virtual void End(Span<byte> bytes, int shift, out int count) => count = 0;
}
