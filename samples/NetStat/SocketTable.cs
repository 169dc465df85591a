using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace Tutorial.Net.Samples.NetStat;

/// <summary>Where the list comes from.</summary>
internal enum TableSource
{
    /// <summary>Linux's <c>/proc</c>: everything.</summary>
    Proc,

    /// <summary>.NET's own tables, on every system: ends and states of TCP, ends of UDP.</summary>
    Runtime,
}

/// <summary>The sockets of this machine at one moment.</summary>
/// <param name="Rows">The sockets.</param>
/// <param name="Remarks">What is missing in them, each a sentence.</param>
internal sealed record SocketTable(IReadOnlyList<SocketRow> Rows, IReadOnlyList<string> Remarks)
{
    public static TableSource DefaultSource => OperatingSystem.IsLinux() ? TableSource.Proc : TableSource.Runtime;

    /// <summary>Reads the sockets of the protocols (tcp, udp, unix).</summary>
    public static SocketTable Read(TableSource source, IReadOnlyCollection<string> protocols) =>
        source == TableSource.Proc ? ReadProc(protocols) : ReadRuntime(protocols);

    private static SocketTable ReadProc(IReadOnlyCollection<string> protocols)
    {
        List<SocketRow> rows = [];
        List<string> remarks = [];
        foreach (string table in protocols.SelectMany(protocol => protocol == "unix" ? (string[])[protocol] : [protocol, protocol + "6"]))
        {
            string file = $"/proc/net/{table}";
            if (!File.Exists(file)) // a kernel without IPv6
                continue;
            int strange = 0;
            List<SocketRow> read = [];
            foreach (string line in File.ReadLines(file).Skip(1))
            {
                if (ProcNet.TryParse(table, line, out SocketRow? row))
                    read.Add(row);
                else
                    strange++;
            }

            int doubtful = ProcNet.SetApart(read);
            rows.AddRange(read);
            if (doubtful > 0)
                remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{doubtful} rows of {file} are left out: they claim the same sockets."));
            if (strange > 0)
                remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{strange} lines of {file} were not understood."));
        }

        IReadOnlyDictionary<long, List<Owner>> owners = ProcessList.Read();
        List<SocketRow> owned = [.. rows.Select(row => owners.TryGetValue(row.Inode!.Value, out List<Owner>? its) ? row with { Owners = its } : row)];
        int unknown = owned.Count(row => row is { Inode: not 0, Owners.Count: 0 });
        if (unknown > 0 && !Environment.IsPrivilegedProcess)
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{unknown} sockets are other users': root sees their processes."));
        return new SocketTable(owned, remarks);
    }

    private static SocketTable ReadRuntime(IReadOnlyCollection<string> protocols)
    {
        var system = IPGlobalProperties.GetIPGlobalProperties();
        List<SocketRow> rows = [];
        if (protocols.Contains("tcp"))
        {
            rows.AddRange(system.GetActiveTcpListeners().Select(end => Row("tcp", "LISTEN", end, null)));
            rows.AddRange(system.GetActiveTcpConnections()
                .Where(connection => connection.State != TcpState.Listen)
                .Select(connection => Row("tcp", Name(connection.State), connection.LocalEndPoint, connection.RemoteEndPoint)));
        }

        if (protocols.Contains("udp"))
            rows.AddRange(system.GetActiveUdpListeners().Select(end => Row("udp", "", end, null)));
        return new SocketTable(rows, [".NET's own tables tell neither queues nor processes nor Unix domain sockets."]);

        static SocketRow Row(string protocol, string state, IPEndPoint local, IPEndPoint? remote) =>
            new(local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? protocol + "6" : protocol, state)
            {
                Local = local,
                Remote = remote,
            };
    }

    private static string Name(TcpState state) => state switch
    {
        TcpState.SynSent => "SYN_SENT",
        TcpState.SynReceived => "SYN_RECV",
        TcpState.FinWait1 => "FIN_WAIT1",
        TcpState.FinWait2 => "FIN_WAIT2",
        TcpState.CloseWait => "CLOSE_WAIT",
        TcpState.LastAck => "LAST_ACK",
        TcpState.TimeWait => "TIME_WAIT",
        TcpState.Listen => "LISTEN",
        _ => state.ToString().ToUpperInvariant(),
    };
}
