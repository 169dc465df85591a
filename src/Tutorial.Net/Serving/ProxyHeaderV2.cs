using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;

namespace Tutorial.Net;

/// <summary>Version 2: a signature of 12 bytes, version and command, family, length, addresses, TLV fields.</summary>
internal static class ProxyHeaderV2
{
    public const int FixedLength = 16;

    private const int UnixPathLength = 108;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    public static OperationStatus TryParse(ReadOnlySpan<byte> bytes, ref ProxyHeader header, ref int consumed)
    {
        int known = Math.Min(bytes.Length, Signature.Length);
        if (!bytes[..known].SequenceEqual(Signature[..known]))
            return OperationStatus.InvalidData;
        if (bytes.Length > 12 && bytes[12] is not (0x20 or 0x21))
            return OperationStatus.InvalidData;
        if (bytes.Length > 13 && !IsKnownFamily(bytes[13]))
            return OperationStatus.InvalidData;
        if (bytes.Length < FixedLength)
            return OperationStatus.NeedMoreData;

        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        bool isLocal = bytes[12] == 0x20;
        // Of a local connection the family is to be ignored, and with it how much it would need.
        if (!isLocal && length < AddressesLength(bytes[13]))
            return OperationStatus.InvalidData;
        if (bytes.Length - FixedLength < length)
            return OperationStatus.NeedMoreData;
        header = isLocal ? new ProxyHeader(null, null, isLocal: true) : ReadAddresses(bytes[13] >> 4, bytes[FixedLength..]);
        consumed = FixedLength + length;
        return OperationStatus.Done;
    }

    /// <summary>High half: UNSPEC, INET, INET6, UNIX; low half: UNSPEC, STREAM, DGRAM. Other values are reserved.</summary>
    private static bool IsKnownFamily(byte value) => value >> 4 <= 3 && (value & 0xF) <= 2;

    private static int AddressesLength(byte family) => (family >> 4) switch
    {
        1 => 12,
        2 => 36,
        3 => 2 * UnixPathLength,
        _ => 0,
    };

    private static ProxyHeader ReadAddresses(int family, ReadOnlySpan<byte> addresses) => family switch
    {
        1 => Read(addresses, 4),
        2 => Read(addresses, 16),
        3 when ReadPath(addresses[..UnixPathLength]) is { } source && ReadPath(addresses.Slice(UnixPathLength, UnixPathLength)) is { } destination
            => new ProxyHeader(source, destination, isLocal: false),
        _ => new ProxyHeader(null, null, isLocal: false),
    };

    private static ProxyHeader Read(ReadOnlySpan<byte> addresses, int length)
    {
        ReadOnlySpan<byte> ports = addresses[(2 * length)..];
        return new ProxyHeader(
            new IPEndPoint(new IPAddress(addresses[..length]), BinaryPrimitives.ReadUInt16BigEndian(ports)),
            new IPEndPoint(new IPAddress(addresses.Slice(length, length)), BinaryPrimitives.ReadUInt16BigEndian(ports[2..])),
            isLocal: false);
    }

    /// <summary>A path up to its NUL; a client's end has none as a rule, and an abstract name begins with one. Null for bytes that
    /// an end point cannot hold: no UTF-8, more than this system takes, or any where it has no Unix-domain sockets (an old Windows).</summary>
    private static UnixDomainSocketEndPoint? ReadPath(ReadOnlySpan<byte> bytes)
    {
        int end = bytes[0] == 0 ? Math.Max(1, bytes.TrimEnd((byte)0).Length) : bytes.IndexOf((byte)0);
        ReadOnlySpan<byte> path = end < 0 ? bytes : bytes[..end];
        if (!Utf8.IsValid(path))
            return null;
        try
        {
            return new UnixDomainSocketEndPoint(Encoding.UTF8.GetString(path));
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or PlatformNotSupportedException)
        {
            return null;
        }
    }
}
