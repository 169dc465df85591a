using System.Globalization;

namespace Tutorial.Net.Samples.NetStat;

/// <summary>Which sockets are asked for. Empty: all. Of several ports or processes one is enough.</summary>
/// <param name="Ports">At either end.</param>
/// <param name="Processes">A number, or a part of a name in whatever case.</param>
/// <param name="ListeningOnly">TCP and Unix servers, and datagram sockets without a peer.</param>
internal sealed record SocketFilter(IReadOnlyCollection<int> Ports, IReadOnlyCollection<string> Processes, bool ListeningOnly)
{
    public bool IsEmpty => Ports.Count == 0 && Processes.Count == 0 && !ListeningOnly;

    public bool Takes(SocketRow row) =>
        (Ports.Count == 0 || Has(row.Local) || Has(row.Remote))
        && (Processes.Count == 0 || row.Owners.Any(owner => Processes.Any(asked => IsMeant(asked, owner))))
        && (!ListeningOnly || row.State == "LISTEN" || (row.State.Length == 0 && row.Protocol.StartsWith("udp", StringComparison.Ordinal)));

    private bool Has(System.Net.IPEndPoint? end) => end is not null && Ports.Contains(end.Port);

    private static bool IsMeant(string asked, Owner owner) =>
        int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? owner.Id == id
            : owner.Name.Contains(asked, StringComparison.OrdinalIgnoreCase);
}
