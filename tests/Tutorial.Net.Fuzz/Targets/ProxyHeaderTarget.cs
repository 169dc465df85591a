using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Tutorial.Net.Fuzz;

/// <summary>The header of a proxy against one that is read the slow way, and each beginning of it: what is certain stays certain.</summary>
internal sealed partial class ProxyHeaderTarget : FuzzTarget
{
    public override string Name => "proxy";

    public override int MaxLength => 400;

    public override void Run(ReadOnlySpan<byte> input)
    {
        OperationStatus before = OperationStatus.NeedMoreData;
        for (int length = 0; length <= input.Length; length++)
        {
            OperationStatus status = ProxyHeader.TryParse(input[..length], out ProxyHeader header, out int consumed);
            Holds(before == OperationStatus.NeedMoreData || status == before, $"{before} became {status} at {length} bytes");
            Holds(status == OperationStatus.Done ? consumed is > 0 && consumed <= length : consumed == 0, $"{status} and {consumed} consumed");
            Holds(status != OperationStatus.Done || before == OperationStatus.Done || consumed == length, "said late that it is whole");
            Holds((header.Source is null) == (header.Destination is null), "one end alone");
            Holds(!header.IsLocal || header.Source is null, "local, and from elsewhere");
            before = status;
        }

        string expected = Reference(input);
        ProxyHeader.TryParse(input, out ProxyHeader whole, out int taken);
        string actual = before != OperationStatus.Done ? before.ToString()
            : whole.IsLocal ? $"{taken} local"
            : whole.Source is null ? $"{taken} unknown"
            : $"{taken} {Show(whole.Source)} {Show(whole.Destination!)}";
        Same(expected, actual, "the slow way");
    }

    private static string Reference(ReadOnlySpan<byte> input)
    {
        string text = Encoding.Latin1.GetString(input);
        if (text.Length == 0)
            return "NeedMoreData";
        return text[0] == 'P' ? Text(text) : Binary(text);
    }

    private static string Text(string text)
    {
        Match match = Version1().Match(text[..Math.Min(text.Length, 107)]);
        if (!match.Success)
        {
            // A beginning of something of at most 107 bytes whose end has not come.
            string name = "PROXY ";
            bool isBeginning = text.Length < name.Length ? name.StartsWith(text, StringComparison.Ordinal) : text.StartsWith(name, StringComparison.Ordinal);
            return isBeginning && text.Length < 107 && Unended().IsMatch(text) ? "NeedMoreData" : "InvalidData";
        }

        if (match.Groups["none"].Success)
            return $"{match.Length} unknown";
        bool isV4 = match.Groups["family"].Value == "4";
        string[] ends = new string[2];
        for (int i = 0; i < 2; i++)
        {
            string address = match.Groups["address"].Captures[i].Value, port = match.Groups["port"].Captures[i].Value;
            if (int.Parse(port, CultureInfo.InvariantCulture) > 65_535 || !IPAddress.TryParse(address, out IPAddress? ip) || isV4 != (ip.AddressFamily == AddressFamily.InterNetwork))
                return "InvalidData";
            if (isV4 && address.Split('.') is not { Length: 4 })
                return "InvalidData";
            if (isV4 && address.Split('.').Any(part => part is { Length: > 3 or 0 } or ['0', _, ..] || int.Parse(part, CultureInfo.InvariantCulture) > 255))
                return "InvalidData";
            ends[i] = $"{ip}|{int.Parse(port, CultureInfo.InvariantCulture)}";
        }

        return $"{match.Length} {ends[0]} {ends[1]}";
    }

    private static string Binary(string text)
    {
        const string Signature = "\r\n\r\n\0\r\nQUIT\n";
        for (int i = 0; i < Math.Min(text.Length, 14); i++)
        {
            bool isRight = i switch { < 12 => text[i] == Signature[i], 12 => text[i] is '\x20' or '\x21', _ => text[i] < 0x40 && (text[i] & 15) < 3 };
            if (!isRight)
                return "InvalidData";
        }

        if (text.Length < 16)
            return "NeedMoreData";
        int length = text[14] * 256 + text[15], size = (text[13] >> 4) switch { 1 => 4, 2 => 16, 3 => 108, _ => 0 };
        bool isLocal = text[12] == '\x20';
        int needed = size is 4 or 16 ? 2 * size + 4 : 2 * size;
        if (!isLocal && length < needed)
            return "InvalidData";
        if (text.Length < 16 + length)
            return "NeedMoreData";
        if (isLocal)
            return $"{16 + length} local";
        return size == 0 || End(0) is not { } source || End(1) is not { } destination ? $"{16 + length} unknown" : $"{16 + length} {source} {destination}";

        string? End(int which)
        {
            byte[] bytes = Encoding.Latin1.GetBytes(text.Substring(16 + which * size, size));
            if (size == 108)
                return Path(bytes);
            int at = 16 + 2 * size + 2 * which;
            return $"{new IPAddress(bytes)}|{text[at] * 256 + text[at + 1]}";
        }
    }

    /// <summary>Null for what is no text, and for a path without the NUL that an end point has to have room for.</summary>
    private static string? Path(byte[] bytes)
    {
        if (!bytes.Contains((byte)0))
            return null;
        string name = Encoding.UTF8.GetString(bytes), path = bytes[0] == 0 ? name.TrimEnd('\0').PadRight(1, '\0') : name.Split('\0')[0];
        return path.Contains('\uFFFD') && !bytes.AsSpan().StartsWith(Encoding.UTF8.GetBytes(path)) ? null : path[0] == 0 ? "@" + path[1..] : path;
    }

    private static string Show(EndPoint end) => end is IPEndPoint ip ? $"{ip.Address}|{ip.Port}" : end.ToString()!;

    private const string Port = "(?: (?<port>0|[1-9][0-9]{0,4})){2}";

    [GeneratedRegex(@"\APROXY (?:(?<none>UNKNOWN)(?: [^\r\n]*)?|TCP(?<family>4)(?: (?<address>[0-9.]+)){2}" + Port
        + @"|TCP(?<family>6)(?: (?<address>[0-9a-fA-F:.]{0,45})){2}" + Port + @")\r\n")]
    private static partial Regex Version1();

    [GeneratedRegex(@"\A[^\r\n]*\r?\z")]
    private static partial Regex Unended();
}
