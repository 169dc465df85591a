using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Samples;

/// <summary>A peer's address as a user would type it.</summary>
public static class PeerAddress
{
    /// <summary>ADDRESS:PORT of the other end; an IPv4 client of a dual-stack server as IPv4.</summary>
    public static string Of(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return Of(socket.RemoteEndPoint);
    }

    /// <summary>The same of an address that is there already: a datagram's source.</summary>
    public static string Of(EndPoint? endPoint) => endPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
        ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString()
        : $"{endPoint}";
}
