using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>Bytes of the page to chars: its charset, then character references and line ends.</summary>
internal static class TextDecoder
{
    /// <summary>Bytes that are more than the character they look like.</summary>
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(1, 127).Select(b => (byte)b).Except("&\r"u8.ToArray())]);

    /// <summary>An attribute's value. Nearly every one is plain ASCII, which needs one pass to see and one to widen.</summary>
    public static void AppendValue(ref CharBuffer output, ReadOnlySpan<byte> bytes, WebEncoding encoding)
    {
        if (bytes.ContainsAnyExcept(Plain))
            Append(ref output, bytes, encoding, ReferenceRules.Attribute);
        else
            output.AppendAscii(bytes);
    }

    [SkipLocalsInit]
    public static string Value(ReadOnlySpan<byte> bytes, WebEncoding encoding)
    {
        var buffer = new CharBuffer(stackalloc char[512]);
        AppendValue(ref buffer, bytes, encoding);
        string value = buffer.Written.ToString();
        buffer.Dispose();
        return value;
    }

    public static void Append(ref CharBuffer output, ReadOnlySpan<byte> bytes, WebEncoding encoding, ReferenceRules rules)
    {
        int length = encoding.Encoding.GetMaxCharCount(bytes.Length);
        char[] chars = ArrayPool<char>.Shared.Rent(length);
        int count = encoding.Encoding.GetChars(bytes, chars);
        CharacterReferences.Append(ref output, chars.AsSpan(0, count), rules);
        ArrayPool<char>.Shared.Return(chars);
    }
}
