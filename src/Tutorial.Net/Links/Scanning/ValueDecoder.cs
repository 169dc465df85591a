using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Tutorial.Net;

/// <summary>Bytes of the page to UTF-8 as a browser reads it: its charset, then character references and line ends.</summary>
internal static class ValueDecoder
{
    /// <summary>Bytes that are more than the character they look like.</summary>
    private static readonly SearchValues<byte> Plain = AsciiBytes.AllBut("&\r");

    /// <summary>An attribute's value. Nearly every one is plain ASCII and stands for itself.</summary>
    /// <param name="bytes">What stands in the page.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="scratch">Holds the value where it is another, in place of what it held before.</param>
    public static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> bytes, WebEncoding encoding, ref ByteBuffer scratch)
    {
        if (!bytes.ContainsAnyExcept(Plain))
            return bytes;
        scratch.Length = 0;
        Append(ref scratch, bytes, encoding, ReferenceRules.Attribute);
        return scratch.Written;
    }

    public static void Append(ref ByteBuffer output, ReadOnlySpan<byte> bytes, WebEncoding encoding, ReferenceRules rules)
    {
        if (Ascii.IsValid(bytes) || (encoding == WebEncoding.Utf8 && Utf8.IsValid(bytes)))
        {
            CharacterReferences.Append(ref output, bytes, rules);
            return;
        }

        char[] chars = ArrayPool<char>.Shared.Rent(WebEncoding.MaxChars(bytes.Length));
        int count = encoding.Decode(bytes, chars);
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(count * 3);
        int length = Encoding.UTF8.GetBytes(chars.AsSpan(0, count), utf8);
        CharacterReferences.Append(ref output, utf8.AsSpan(0, length), rules);
        ArrayPool<char>.Shared.Return(chars);
        ArrayPool<byte>.Shared.Return(utf8);
    }
}
