using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>What counts as one address: an IPv4 address, also where it came mapped into IPv6, or the /64 of an IPv6 one.</summary>
internal readonly record struct AddressKey(bool IsV6, ulong Value)
{
    /// <summary>Null for what has no address.</summary>
    public static AddressKey? Of(EndPoint? endPoint, bool countsLoopback)
    {
        if (endPoint is not IPEndPoint { Address: IPAddress address })
            return null;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (!countsLoopback && IPAddress.IsLoopback(address))
            return null;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new AddressKey(false, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new AddressKey(true, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
