namespace Tutorial.Net.Tests.Polling.Model;

internal enum PlaceKind
{
    UnixStream,
    TcpStream,
    Udp,
    UdpToNobody,
    Listener,
}

/// <summary>What is known of one socket without asking it: the reference, written from the documented contract alone.</summary>
internal sealed class ModelPlace
{
    public required PlaceKind Kind { get; init; }

    public bool IsRegistered { get; set; }

    /// <summary>How often it was registered: what is reported for an earlier time counts no more.</summary>
    public int Registrations { get; set; }

    public SocketEvents Interest { get; set; }

    /// <summary>Bytes, datagrams or connections that wait to be taken.</summary>
    public int Waiting { get; set; }

    /// <summary>The peer will send no more, or is gone.</summary>
    public bool HasEnded { get; set; }

    /// <summary>A refused datagram's error, until it is picked up.</summary>
    public bool HasError { get; set; }

    public SocketEvents Ready =>
        (Waiting > 0 || HasEnded || HasError ? SocketEvents.Read : SocketEvents.None)
        | (Kind != PlaceKind.Listener ? SocketEvents.Write : SocketEvents.None)
        | (HasEnded || HasError ? SocketEvents.HangUp : SocketEvents.None);

    public SocketEvents Reported => IsRegistered ? Interest & Ready : SocketEvents.None;
}
