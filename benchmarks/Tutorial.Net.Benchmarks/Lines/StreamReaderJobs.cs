using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>What most .NET programs do.</summary>
internal static class StreamReaderJobs
{
    public static long Run(Socket socket, int bufferSize)
    {
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8, false, bufferSize);
        long lines = 0;
        long characters = 0;
        while (reader.ReadLine() is { } line)
        {
            lines++;
            characters += line.Length;
        }

        return LineReaderJobs.Checked(lines, characters);
    }

    public static async Task<long> RunAsync(Socket socket, int bufferSize)
    {
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8, false, bufferSize);
        long lines = 0;
        long characters = 0;
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lines++;
            characters += line.Length;
        }

        return LineReaderJobs.Checked(lines, characters);
    }
}
