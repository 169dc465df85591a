using System.Net.Sockets;
using Tutorial.Net;
using Tutorial.Net.Samples;

/// <summary>One client of the string server, and what it has not yet taken of its answers.</summary>
internal sealed class StringClient(Socket socket)
{
    private const int MostPending = 1024 * 1024;

    private byte[] _pending = [];
    private int _start;

    public Socket Socket { get; } = socket;

    public string Name { get; } = PeerAddress.Of(socket);

    public SocketRegistration? Registration { get; set; }

    public int Pending { get; private set; }

    /// <summary>Sends, or keeps for later what does not go now; false when too much is kept already.</summary>
    public bool Send(ReadOnlySpan<byte> answer)
    {
        if (Pending == 0)
            answer = answer[SendNow(answer)..];
        if (answer.Length > MostPending - Pending)
            return false;
        if (answer.Length > 0)
            Keep(answer);
        return true;
    }

    public void SendPending()
    {
        int sent = SendNow(_pending.AsSpan(_start, Pending));
        _start += sent;
        Pending -= sent;
        if (Pending > 0)
            return;
        _pending = [];
        _start = 0;
        Registration!.Events = SocketEvents.Read;
    }

    private int SendNow(ReadOnlySpan<byte> bytes)
    {
        int sent = Socket.Send(bytes, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => sent,
            SocketError.WouldBlock => 0,
            _ => throw new SocketException((int)error),
        };
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        int needed = Pending + bytes.Length;
        if (_start + needed > _pending.Length)
        {
            byte[] larger = needed > _pending.Length ? new byte[Math.Min(MostPending, needed * 2)] : _pending;
            _pending.AsSpan(_start, Pending).CopyTo(larger);
            _pending = larger;
            _start = 0;
        }

        bytes.CopyTo(_pending.AsSpan(_start + Pending));
        Pending = needed;
        Registration!.Events = SocketEvents.Read | SocketEvents.Write;
    }
}
