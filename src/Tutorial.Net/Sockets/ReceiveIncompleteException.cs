using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// A receive of a fixed length that ended before all had come. Says how many bytes are in the caller's buffer, and why not
/// more.
/// </summary>
/// <remarks>
/// After <see cref="SocketError.TimedOut"/> the connection is as usable as before for a caller that goes on from exactly
/// <see cref="BytesReceived"/>.
/// </remarks>
public sealed class ReceiveIncompleteException : SocketException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="bytesReceived">How many bytes had come; not negative.</param>
    /// <param name="bytesWanted">How many were to come.</param>
    /// <param name="socketErrorCode">Why not more came.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="bytesReceived"/> is negative, or not less than <paramref name="bytesWanted"/>.
    /// </exception>
    public ReceiveIncompleteException(int bytesReceived, int bytesWanted, SocketError socketErrorCode)
        : base((int)socketErrorCode, MessageFor(bytesReceived, bytesWanted, socketErrorCode))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesReceived);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bytesReceived, bytesWanted);
        BytesReceived = bytesReceived;
        BytesWanted = bytesWanted;
    }

    /// <summary>How many bytes had come: they are at the beginning of the caller's buffer.</summary>
    public int BytesReceived { get; }

    /// <summary>How many bytes were to come.</summary>
    public int BytesWanted { get; }

    private static string MessageFor(int received, int wanted, SocketError error) =>
        $"Received {received} of {wanted} bytes: {new SocketException((int)error).Message} ({error}).";
}
