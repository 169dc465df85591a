namespace Tutorial.Net;

internal static partial class UrlHost
{
    /// <summary>Whether the last label makes the whole host an IPv4 address, or nothing.</summary>
    private static bool EndsInNumber(ReadOnlySpan<byte> domain)
    {
        if (domain[^1] == '.')
            domain = domain[..^1];
        ReadOnlySpan<byte> last = domain[(domain.LastIndexOf((byte)'.') + 1)..];
        // Most labels start with a letter: no number does.
        if (last.IsEmpty || !char.IsAsciiDigit((char)last[0]))
            return false;
        return !last.ContainsAnyExceptInRange((byte)'0', (byte)'9') || ParseNumber(last) is not null;
    }

    /// <summary>Replaces what was written from <paramref name="start"/> on by the address in four decimal numbers.</summary>
    private static bool TryReplaceByIPv4(ref ByteBuffer output, int start)
    {
        if (ParseIPv4(output.Written[start..]) is not uint address)
            return false;
        output.Length = start;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            if (shift < 24)
                output.Append((byte)'.');
            output.Append((address >> shift) & 0xFF);
        }

        return true;
    }

    private static uint? ParseIPv4(ReadOnlySpan<byte> domain)
    {
        if (domain[^1] == '.')
            domain = domain[..^1];
        ulong address = 0;
        int parts = 0;
        while (true)
        {
            int dot = domain.IndexOf((byte)'.');
            if (ParseNumber(dot < 0 ? domain : domain[..dot]) is not ulong number || ++parts > 4)
                return null;
            if (dot < 0)
            {
                // The last number fills all the bytes that the ones before it left.
                int bits = 8 * (5 - parts);
                return number >> bits == 0 ? (uint)((address << bits) | number) : null;
            }

            if (number > 255)
                return null;
            address = (address << 8) | number;
            domain = domain[(dot + 1)..];
        }
    }

    /// <summary>A decimal, octal (0…) or hex (0x…) number; one past 32 bits comes back as some value past 32 bits.</summary>
    private static ulong? ParseNumber(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return null;
        uint radix = 10;
        if (text.Length >= 2 && text[0] == '0')
        {
            radix = text[1] is (byte)'x' or (byte)'X' ? 16u : 8u;
            text = text[(radix == 16 ? 2 : 1)..];
        }

        ulong value = 0;
        foreach (byte c in text)
        {
            uint digit = char.IsAsciiHexDigit((char)c) ? (uint)PercentEncoding.HexValue(c) : uint.MaxValue;
            if (digit >= radix)
                return null;
            value = Math.Min((value * radix) + digit, 1UL << 40);
        }

        return value;
    }
}
