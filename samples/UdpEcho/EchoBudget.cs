using System.Net;

/// <summary>
/// How often one sender is answered. Two echoes that answer each other never stop, and one datagram with a forged source is enough
/// to begin it: whoever sends without a pause is answered a limited number of times, and a pause begins anew.
/// </summary>
internal sealed class EchoBudget(TimeProvider time)
{
    /// <summary>Answers to one sender until it pauses.</summary>
    public const int Answers = 1_000;

    private const int LowestUnprivilegedPort = 1024;
    private const int MostSenders = 4_096;

    // Longer than any round trip, or a loop over a slow path would be taken for a sender that pauses.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IPEndPoint, (int Datagrams, long Last)> _senders = [];

    /// <summary>Takes note of a datagram; false: it is not to be answered.</summary>
    /// <param name="sender">The datagram's source, which may be forged.</param>
    /// <param name="own">The address that this server receives at.</param>
    /// <param name="complaint">Why not, the first time: what comes in a loop must not fill a log.</param>
    public bool Answer(IPEndPoint sender, IPEndPoint own, out string? complaint)
    {
        (int limit, string reason) = Limit(sender, own);
        long now = time.GetTimestamp();
        (int datagrams, long last) = _senders.GetValueOrDefault(sender);
        if (time.GetElapsedTime(last, now) >= Pause)
            datagrams = 0;
        if (_senders.Count >= MostSenders && !_senders.ContainsKey(sender))
            _senders.Clear(); // only a flood of senders comes here, and while it lasts no limit helps
        _senders[sender] = (Math.Min(datagrams, limit) + 1, now);
        complaint = datagrams == limit ? reason : null;
        return datagrams < limit;
    }

    private static (int Limit, string Reason) Limit(IPEndPoint sender, IPEndPoint own)
    {
        IPAddress address = sender.Address.IsIPv4MappedToIPv6 ? sender.Address.MapToIPv4() : sender.Address;
        if (sender.Port == own.Port && (IPAddress.IsLoopback(address) || address.Equals(own.Address)))
            return (0, "that is this server's own address");
        // Echo, chargen, DNS: whoever sends from such a port is a server that would answer the answer.
        if (sender.Port < LowestUnprivilegedPort)
            return (0, "its port is a system service's");
        return (Answers, $"{Answers} datagrams without a pause, it may be another echo");
    }
}
