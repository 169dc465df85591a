using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Tutorial.Net.Samples.NetStat;

/// <summary>Reads the lines of Linux's socket tables, <c>/proc/net/tcp</c> and its like: proc_net(5). No I/O.</summary>
internal static class ProcNet
{
    private const string Listening = "LISTEN";
    private const long AcceptsConnections = 0x10000; // SO_ACCEPTCON of include/linux/net.h

    private static readonly string[] TcpStates =
    [
        "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2", "TIME_WAIT", "CLOSE", "CLOSE_WAIT", "LAST_ACK", Listening, "CLOSING",
        "NEW_SYN_RECV",
    ];

    private static readonly string[] UnixStates = ["", "CONNECTING", "CONNECTED", "DISCONNECTING"];

    /// <summary>A line of the table of <paramref name="protocol"/>.</summary>
    /// <returns>False: no socket's line, such as the heading.</returns>
    public static bool TryParse(string protocol, string line, [NotNullWhen(true)] out SocketRow? row)
    {
        row = protocol == "unix" ? ParseUnix(line) : ParseInternet(protocol, line);
        return row is not null;
    }

    /// <summary>
    /// Takes the rows of each inode that occurs twice out: a socket has one row, so one of them is the second half of a name that holds
    /// a line break, and nothing tells which. So nobody can show a socket of his making as that of another process.
    /// </summary>
    /// <returns>How many were taken out.</returns>
    public static int SetApart(List<SocketRow> rows)
    {
        HashSet<long> doubtful =
            [.. rows.CountBy(row => row.Inode ?? 0).Where(count => count.Key != 0 && count.Value > 1).Select(count => count.Key)];
        return rows.RemoveAll(row => doubtful.Contains(row.Inode ?? 0));
    }

    // "sl: local remote st tx:rx tr:when retransmits uid timeout inode ...", numbers in hexadecimal but for the last four.
    private static SocketRow? ParseInternet(string protocol, string line)
    {
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int addressDigits = protocol.EndsWith('6') ? 32 : 8;
        if (fields.Length < 10
            || ParseEnd(fields[1], addressDigits) is not { } local
            || ParseEnd(fields[2], addressDigits) is not { } remote
            || ParseHex(fields[3], 2) is not (>= 1 and <= 12 and { } state)
            || fields[4].Split(':') is not [var sending, var receiving]
            || ParseHex(sending, 8) is not { } sendQueue
            || ParseHex(receiving, 8) is not { } receiveQueue
            || !long.TryParse(fields[9], NumberStyles.None, CultureInfo.InvariantCulture, out long inode))
        {
            return null;
        }

        // A datagram socket is connected or not, and has TCP's number for it.
        bool isTcp = protocol.StartsWith("tcp", StringComparison.Ordinal);
        return new SocketRow(protocol, isTcp || state == 1 ? TcpStates[state - 1] : "")
        {
            Local = local,
            Remote = remote,
            SendQueue = sendQueue,
            ReceiveQueue = receiveQueue,
            Inode = inode,
        };
    }

    /// <summary>The address is words of 32 bits in the machine's own byte order, the port a number.</summary>
    private static IPEndPoint? ParseEnd(string text, int addressDigits)
    {
        if (text.Length != addressDigits + 5 || text[addressDigits] != ':' || ParseHex(text[(addressDigits + 1)..], 4) is not { } port)
            return null;
        byte[] address = new byte[addressDigits / 2];
        for (int i = 0; i < address.Length; i += 4)
        {
            if (ParseHex(text.Substring(i * 2, 8), 8) is not { } word)
                return null;
            BitConverter.TryWriteBytes(address.AsSpan(i), (uint)word);
        }

        return new IPEndPoint(new IPAddress(address), (int)port);
    }

    // "pointer: references protocol flags type state inode path". A path may hold blanks, and line breaks: then its second half stands as a
    // line, and may have been made to look like a socket's. SetApart takes out what that could pass off as another's.
    private static SocketRow? ParseUnix(string line)
    {
        string[] fields = line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 7
            || !fields[0].EndsWith(':')
            || ParseHex(fields[3], 8) is not { } flags
            || ParseHex(fields[5], 2) is not (>= 1 and <= 4 and { } state)
            || !long.TryParse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture, out long inode))
        {
            return null;
        }

        return new SocketRow("unix", (flags & AcceptsConnections) != 0 ? Listening : UnixStates[state - 1])
        {
            Path = fields.Length == 8 ? fields[7] : "",
            Inode = inode,
        };
    }

    private static long? ParseHex(string text, int mostDigits) =>
        text.Length <= mostDigits && long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;
}
