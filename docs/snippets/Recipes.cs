using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Tutorial.Net.Snippets;

/// <summary>docs/recipes.md, those of one part.</summary>
internal static class Recipes
{
    public static List<string> WithDeadline(string host, int port, TimeSpan patience)
    {
        #region deadline
        long begin = Stopwatch.GetTimestamp();
        using LineConnection connection = LineConnection.Connect(host, port, timeout: Left());
        connection.WriteLine("HELP");
        List<string> help = [];
        while (connection.ReadLine(Left()) is { Length: > 0 } line)     // an empty line ends the answer
            help.Add(help.Count < 1000 ? line : throw new IOException("more than 1,000 lines of help"));

        TimeSpan Left()                                                 // no time at all would still take what is there
        {
            TimeSpan left = patience - Stopwatch.GetElapsedTime(begin);
            return left > TimeSpan.Zero ? left : throw new TimeoutException($"No whole answer after {patience.TotalSeconds} s.");
        }
        #endregion
        return help;
    }

    public static async Task<(List<Reading> Good, int Bad)> ReadJsonAsync(Socket socket, CancellationToken cancellationToken)
    {
        List<Reading> good = [];
        int bad = 0;
        #region json-lines
        using var reader = new LineReader(socket, new LineOptions { MaxLineLength = 10_000, Overflow = LineOverflow.Discard });
        while (await reader.WaitToReadAsync(cancellationToken))
        {
            while (reader.TryRead(out Line line))
            {
                try
                {
                    if (line.Ending != LineEnding.None && JsonSerializer.Deserialize<Reading>(line.Span) is { } reading)
                        good.Add(reading);
                }
                catch (JsonException)
                {
                    bad++;                                              // this record; the next one is intact
                }
            }
        }

        bad += (int)reader.DiscardedLines;                              // those that were longer than 10,000 bytes
        #endregion
        return (good, bad);
    }

    public static async IAsyncEnumerable<(string Event, string Data)> ReadEventsAsync(HttpClient http, Uri uri)
    {
        #region server-sent-events
        using HttpResponseMessage response = await http.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using Stream stream = await response.Content.ReadAsStreamAsync();
        using var reader = new LineReader(stream, new LineOptions { Terminator = LineTerminator.Universal });

        string name = "message";
        var data = new StringBuilder();
        await foreach (string line in reader.ReadLinesAsync())
        {
            if (line.Length == 0)                                       // an event ends with an empty line
            {
                if (data.Length > 0)
                    yield return (name, data.ToString(0, data.Length - 1));
                data.Clear();
                name = "message";
                continue;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string field = colon < 0 ? line : line[..colon];
            string value = colon < 0 ? "" : line[(colon + 1)..];
            if (value.StartsWith(' '))
                value = value[1..];
            if (field == "event")
                name = value;
            else if (field == "data" && data.Length + value.Length < 1 << 20)
                data.Append(value).Append('\n');
        }
        #endregion
    }

    public static void WriteDotted(LineConnection connection, IEnumerable<string> lines)
    {
        #region dots-out
        foreach (string line in lines)
            connection.WriteLine(line.StartsWith('.') ? "." + line : line);
        connection.WriteLine(".");
        #endregion
    }

    public static List<string> ReadDotted(LineConnection connection)
    {
        #region dots-in
        List<string> lines = [];
        while (true)
        {
            string line = connection.ReadLine(TimeSpan.FromSeconds(30)) ?? throw new EndOfStreamException("cut off before its dot");
            if (line == ".")
                break;
            if (lines.Count == 100_000)
                throw new InvalidDataException("more than 100,000 lines");
            lines.Add(line.StartsWith('.') ? line[1..] : line);
        }
        #endregion
        return lines;
    }

    public static byte[] ReadBody(LineConnection connection, string header)
    {
        #region body
        if (header.Split(' ') is not ["PUT", _, var announced] || !int.TryParse(announced, out int length) || length is < 0 or > 1 << 20)
            throw new InvalidDataException($"no PUT NAME LENGTH of at most 1 MiB: {header}");
        byte[] body = new byte[length];
        connection.ReadExactly(body, TimeSpan.FromSeconds(30));         // the next line begins behind it
        #endregion
        return body;
    }

    public sealed record Reading(string Sensor, double Value);
}
