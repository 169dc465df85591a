namespace Tutorial.Net;

internal static partial class UrlHost
{
    private static bool TryAppendIPv6(ref ByteBuffer output, ReadOnlySpan<byte> text)
    {
        Span<ushort> pieces = stackalloc ushort[8];
        if (!TryParseIPv6(text, pieces))
            return false;
        (int zerosAt, int zeros) = LongestZeros(pieces);
        output.Append((byte)'[');
        for (int i = 0; i < 8; i++)
        {
            if (i == zerosAt)
            {
                output.Append(i == 0 ? "::"u8 : ":"u8);
                i += zeros - 1;
                continue;
            }

            output.Append(pieces[i], 'x');
            if (i < 7)
                output.Append((byte)':');
        }

        output.Append((byte)']');
        return true;
    }

    /// <summary>The first of the longest runs of at least two zero pieces; (-1, 0) if there is none.</summary>
    private static (int At, int Count) LongestZeros(ReadOnlySpan<ushort> pieces)
    {
        (int bestAt, int best) = (-1, 1);
        for (int i = 0; i < 8; i++)
        {
            int end = i;
            while (end < 8 && pieces[end] == 0)
                end++;
            if (end - i > best)
                (bestAt, best) = (i, end - i);
            i = end;
        }

        return (bestAt, bestAt < 0 ? 0 : best);
    }

    private static bool TryParseIPv6(ReadOnlySpan<byte> text, Span<ushort> pieces)
    {
        int index = 0, compress = -1, at = 0;
        if (text.StartsWith("::"u8))
        {
            // The :: stands for one zero at least, so it takes a piece of its own.
            at = 2;
            compress = index = 1;
        }
        else if (text.StartsWith((byte)':'))
        {
            return false;
        }

        while (at < text.Length)
        {
            if (index == 8)
                return false;
            if (text[at] == ':')
            {
                if (compress >= 0)
                    return false;
                at++;
                compress = ++index;
                continue;
            }

            int start = at, value = 0;
            while (at < text.Length && at - start < 4 && char.IsAsciiHexDigit((char)text[at]))
                value = (value << 4) | PercentEncoding.HexValue(text[at++]);
            if (at < text.Length && text[at] == '.')
            {
                if (at == start || index > 6 || !TryParseEmbeddedIPv4(text[start..], pieces[index..]))
                    return false;
                index += 2;
                break;
            }

            if (at < text.Length && (text[at] != ':' || ++at == text.Length))
                return false;
            pieces[index++] = (ushort)value;
        }

        return Expand(pieces, index, compress);
    }

    /// <summary>Moves what followed the <c>::</c> to the end.</summary>
    private static bool Expand(Span<ushort> pieces, int count, int compress)
    {
        if (compress < 0)
            return count == 8;
        int tail = count - compress;
        pieces.Slice(compress, tail).CopyTo(pieces[(8 - tail)..]);
        pieces[compress..(8 - tail)].Clear();
        return true;
    }

    /// <summary>Four decimal numbers without leading zeros, to the end of <paramref name="text"/>.</summary>
    private static bool TryParseEmbeddedIPv4(ReadOnlySpan<byte> text, Span<ushort> pieces)
    {
        for (int part = 0; part < 4; part++)
        {
            if (part > 0)
            {
                if (text.IsEmpty || text[0] != '.')
                    return false;
                text = text[1..];
            }

            int length = 0, value = 0;
            while (length < text.Length && char.IsAsciiDigit((char)text[length]) && value <= 255)
                value = (value * 10) + text[length++] - '0';
            if (length == 0 || value > 255 || (length > 1 && text[0] == '0'))
                return false;
            pieces[part / 2] = (ushort)((pieces[part / 2] << 8) | value);
            text = text[length..];
        }

        return text.IsEmpty;
    }
}
