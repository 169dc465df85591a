using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net;

/// <summary>Version 1: <c>PROXY TCP4 192.0.2.1 192.0.2.9 40000 25</c> and CR LF, at most 107 bytes.</summary>
internal static class ProxyHeaderV1
{
    private const int MaxLength = 107;

    public static OperationStatus TryParse(ReadOnlySpan<byte> bytes, ref ProxyHeader header, ref int consumed)
    {
        ReadOnlySpan<byte> name = "PROXY "u8;
        int known = Math.Min(bytes.Length, name.Length);
        if (!bytes[..known].SequenceEqual(name[..known]))
            return OperationStatus.InvalidData;
        if (known < name.Length)
            return OperationStatus.NeedMoreData;

        ReadOnlySpan<byte> window = bytes[..Math.Min(bytes.Length, MaxLength)];
        int end = window.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0)
            return window.Length < MaxLength ? OperationStatus.NeedMoreData : OperationStatus.InvalidData;
        // The CR may be the last byte that came, but not the last that is allowed.
        if (window[end] != (byte)'\r' || end + 1 == MaxLength)
            return OperationStatus.InvalidData;
        if (end + 1 == window.Length)
            return OperationStatus.NeedMoreData;
        if (window[end + 1] != (byte)'\n' || !TryParseFields(window[name.Length..end], ref header))
            return OperationStatus.InvalidData;
        consumed = end + 2;
        return OperationStatus.Done;
    }

    private static bool TryParseFields(ReadOnlySpan<byte> fields, ref ProxyHeader header)
    {
        // What follows UNKNOWN is to be ignored.
        if (fields.SequenceEqual("UNKNOWN"u8) || fields.StartsWith("UNKNOWN "u8))
        {
            header = new ProxyHeader(null, null, isLocal: false);
            return true;
        }

        AddressFamily family = fields.StartsWith("TCP4 "u8) ? AddressFamily.InterNetwork
            : fields.StartsWith("TCP6 "u8) ? AddressFamily.InterNetworkV6
            : AddressFamily.Unspecified;
        if (family == AddressFamily.Unspecified)
            return false;
        Span<Range> parts = stackalloc Range[5];
        fields = fields["TCP4 "u8.Length..];
        if (fields.Split(parts, (byte)' ') != 4)
            return false;
        if (!TryParseAddress(fields[parts[0]], family, out IPAddress? source)
            || !TryParseAddress(fields[parts[1]], family, out IPAddress? destination)
            || !TryParsePort(fields[parts[2]], out int sourcePort)
            || !TryParsePort(fields[parts[3]], out int destinationPort))
        {
            return false;
        }

        header = new ProxyHeader(new IPEndPoint(source, sourcePort), new IPEndPoint(destination, destinationPort), isLocal: false);
        return true;
    }

    private static int Split(this ReadOnlySpan<byte> text, Span<Range> parts, byte separator)
    {
        int count = 0;
        foreach (Range part in text.Split(separator))
        {
            if (count == parts.Length)
                break;
            parts[count++] = part;
        }

        return count;
    }

    /// <summary>As the protocol writes them: dotted decimal without leading zeros, or hexadecimal groups without a scope or
    /// brackets.</summary>
    private static bool TryParseAddress(
        ReadOnlySpan<byte> text, AddressFamily family, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        bool isV4 = family == AddressFamily.InterNetwork;
        if (text.Length > 45 || text.ContainsAnyExcept(isV4 ? V4Characters : V6Characters))
            return false;
        string characters = Encoding.ASCII.GetString(text);
        if (!IPAddress.TryParse(characters, out address) || address.AddressFamily != family)
            return false;
        // IPAddress also takes 1.2, 010.0.0.1 and the like; one spelling is right.
        return !isV4 || address.ToString() == characters;
    }

    private static readonly SearchValues<byte> V4Characters = SearchValues.Create("0123456789."u8);
    private static readonly SearchValues<byte> V6Characters = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    private static bool TryParsePort(ReadOnlySpan<byte> text, out int port)
    {
        port = 0;
        if (text.Length is 0 or > 5 || (text[0] == (byte)'0' && text.Length > 1))
            return false;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            port = (port * 10) + (digit - (byte)'0');
        }

        return port <= IPEndPoint.MaxPort;
    }
}
