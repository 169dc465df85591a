using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text.Unicode;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>
/// A line that says whose it is, which one it is, and whether it is whole: <c>client number payload checksum</c>. What it holds
/// follows from the two numbers.
/// </summary>
internal static class NumberedLine
{
    /// <summary>The longest, with its terminator.</summary>
    public const int MaxLength = MaxPayload + 64;

    private const int ChecksumLength = 8;
    private const int MaxPayload = 2_048;

    /// <summary>Writes one with its LF.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="client">Whose.</param>
    /// <param name="number">Which.</param>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> destination, int client, int number)
    {
        Utf8.TryWrite(destination, CultureInfo.InvariantCulture, $"{client} {number} ", out int length);
        uint random = Checksum(destination[..length]);
        // Most are short, and one in 64 is long.
        int payload = (int)(random % 64 == 0 ? (random >> 8) % MaxPayload : (random >> 8) % 48);
        for (int i = 0; i < payload; i++)
            destination[length++] = (byte)('a' + ((random >> (i % 16)) + (uint)i) % 26);
        Utf8.TryWrite(destination[length..], CultureInfo.InvariantCulture, $" {Checksum(destination[..length]):x8}\n", out int rest);
        return length + rest;
    }

    /// <summary>Reads one without its LF. False when it is not as it was written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out int client, out int number)
    {
        number = 0;
        if (!Utf8Parser.TryParse(line, out client, out int first) || line.Length < first + 1 + ChecksumLength
            || !Utf8Parser.TryParse(line[(first + 1)..], out number, out _))
        {
            return false;
        }

        return Utf8Parser.TryParse(line[^ChecksumLength..], out uint checksum, out int digits, 'x') && digits == ChecksumLength
            && Checksum(line[..^(ChecksumLength + 1)]) == checksum;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in bytes)
            checksum = BitOperations.Crc32C(checksum, value);
        return ~checksum;
    }
}
