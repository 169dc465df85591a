using System.Globalization;
using System.Net;

namespace Tutorial.Net.Samples.NetStat;

/// <summary>A process that holds a socket; its name is whatever it chose.</summary>
internal sealed record Owner(int Id, string Name);

/// <summary>One socket of this machine. What its source does not tell is null.</summary>
/// <param name="Protocol">tcp, tcp6, udp, udp6 or unix.</param>
/// <param name="State">As netstat(8) calls it; empty where there is none.</param>
internal sealed record SocketRow(string Protocol, string State)
{
    public IPEndPoint? Local { get; init; }

    public IPEndPoint? Remote { get; init; }

    /// <summary>The name of a Unix domain socket, @ before an abstract one; empty for a socket without a name.</summary>
    public string? Path { get; init; }

    /// <summary>Bytes received and not yet read; connections not yet accepted where the state is LISTEN.</summary>
    public long? ReceiveQueue { get; init; }

    /// <summary>Bytes sent and not yet acknowledged.</summary>
    public long? SendQueue { get; init; }

    /// <summary>The socket's number in the system; 0 once no process holds it (TIME_WAIT).</summary>
    public long? Inode { get; init; }

    public IReadOnlyList<Owner> Owners { get; init; } = [];

    /// <summary>The row's columns, safe to show; - for what is not known.</summary>
    public string[] Columns() =>
    [
        Protocol,
        Known(ReceiveQueue),
        Known(SendQueue),
        Path is null ? Show(Local) : Path.Length > 0 ? TerminalText.Escape(Path) : "-",
        Show(Remote),
        State.Length > 0 ? State : "-",
        Owners.Count > 0 ? string.Join(' ', Owners.Select(Show)) : "-",
    ];

    private static string Known(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Show(Owner owner) => string.Create(CultureInfo.InvariantCulture, $"{owner.Id}/{TerminalText.Escape(owner.Name)}");

    private static string Show(IPEndPoint? end) => end switch
    {
        null => "-",
        { Port: 0, Address.AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } => $"[{end.Address}]:*",
        { Port: 0 } => $"{end.Address}:*",
        _ => end.ToString(),
    };
}
