// A cache that memcached's clients talk to: set and get of its text protocol. Nothing expires; what has no room is refused.
//   dotnet run --project samples/Cache 11211
using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text;
using Tutorial.Net;
using Tutorial.Net.Samples;

Argument<int> port = SampleArguments.ListenPort();
Option<IPAddress> bind = SampleArguments.Bind();
var command = new RootCommand("A cache with memcached's text protocol: set and get.") { port, bind };
command.SetAction(async (parsed, stop) =>
{
    LineOptions lines = new() { Terminator = LineTerminator.CrLf, MaxLineLength = 2_048 };
    // So much may wait for each client: a get may ask for many values.
    LineServerOptions options = new() { Lines = lines, HardPendingBytes = 16 << 20, MaxConnections = 100, IdleTimeout = TimeSpan.FromMinutes(10) };
    using var server = new LineServer(new Cache(), options);
    Console.WriteLine($"listening on {server.Listen(new IPEndPoint(parsed.GetValue(bind)!, parsed.GetValue(port)))}");
    await server.RunAsync(stop);
});
return await SampleCommand.RunAsync(command, args, tidiesUp: true);

internal sealed class Cache : ILineHandler
{
    private const int MaxValue = 1 << 20, MaxTotal = 64 << 20, Overhead = 256;

    // Each as get answers it, with its head and its CR LF.
    private readonly Dictionary<string, byte[]> _values = [];
    private int _total;

    public void OnLine(LineSession session, in Line line)
    {
        string[] words = Encoding.Latin1.GetString(line.Span).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["get", _, ..])
        {
            foreach (string key in words.Skip(1).Where(_values.ContainsKey))
                session.Write(_values[key]);
            session.WriteLine("END");
        }
        else if (words is ["set", { Length: <= 250 }, _, _, _, ..] && uint.TryParse(words[2], out uint flags)
            && int.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out int length))
        {
            byte[] head = Encoding.Latin1.GetBytes($"VALUE {words[1]} {flags} {length}\r\n");
            // One that has no room is read all the same, and thrown away.
            bool fits = length <= MaxValue && _total + head.Length + length + Overhead <= MaxTotal;
            MemoryStream? value = fits ? new MemoryStream(head.Length + length + 2) : null;
            value?.Write(head);
            _total += SizeOf(value?.GetBuffer());
            session.State = new Coming(words[1], value, words[^1] == "noreply");
            session.ReadBytes((long)length + 2); // and its CR LF
        }
        else
        {
            session.WriteLine("ERROR");
        }
    }

    public void OnBytes(LineSession session, ReadOnlySpan<byte> bytes, bool isLast)
    {
        Coming coming = (Coming)session.State!;
        coming.Value?.Write(bytes);
        if (!isLast)
            return;
        session.State = null;
        byte[]? value = coming.Value?.GetBuffer();
        bool isWhole = value.AsSpan().EndsWith("\r\n"u8);
        _total -= SizeOf(isWhole ? _values.GetValueOrDefault(coming.Key) : value);
        if (isWhole)
            _values[coming.Key] = value!;
        if (!coming.IsSilent)
            session.WriteLine(isWhole ? "STORED" : value is null ? "SERVER_ERROR object too large for cache" : "CLIENT_ERROR bad data chunk");
    }

    public void OnDisconnected(LineSession session, Exception? error) => _total -= SizeOf((session.State as Coming)?.Value?.GetBuffer());

    private static int SizeOf(byte[]? value) => value is null ? 0 : value.Length + Overhead;

    private sealed record Coming(string Key, MemoryStream? Value, bool IsSilent);
}
