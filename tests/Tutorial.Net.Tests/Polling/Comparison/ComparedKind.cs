namespace Tutorial.Net.Tests.Polling.Comparison;

internal enum ComparedKind
{
    UnixStream,
    UnixDgram,
    UnixSeqpacket,
    Tcp,
    TcpUnconnected,
    TcpRefused,
    Udp,
    UdpToNobody,
    Listener,
}
