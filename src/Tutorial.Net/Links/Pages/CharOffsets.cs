using System.Text;

namespace Tutorial.Net;

/// <summary>Offsets in a text's UTF-8 form and offsets in its chars, one to the other, in ascending order and linear time.</summary>
internal ref struct CharOffsets(ReadOnlySpan<byte> utf8)
{
    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private int _bytes;
    private int _chars;

    /// <summary>How many chars the first <paramref name="bytes"/> are; not fewer than in the call before.</summary>
    public int FromBytes(int bytes)
    {
        _chars += Encoding.UTF8.GetCharCount(_utf8[_bytes..bytes]);
        _bytes = bytes;
        return _chars;
    }

    /// <summary>Puts positions that count bytes into chars.</summary>
    public static void ToChars(LinkList links, ReadOnlySpan<byte> utf8)
    {
        // A link with text comes after those inside it, so the order of the list is not that of the page.
        int[] order = [.. Enumerable.Range(0, links.Count)];
        long[] offsets = [.. links.Select(link => link.Offset)];
        Array.Sort(offsets, order);
        var tags = new CharOffsets(utf8);
        var lines = new CharOffsets(utf8);
        foreach (int index in order)
        {
            Link link = links[index];
            int offset = tags.FromBytes((int)link.Offset);
            int lineStart = lines.FromBytes((int)link.Offset - (link.Column - 1));
            links[index] = link with { Offset = offset, Column = offset - lineStart + 1 };
        }
    }
}
