using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>This library. Each line's length is added up, so that a line must have been found.</summary>
internal static class LineReaderJobs
{
    public static long Bytes(Socket socket)
    {
        using var reader = new LineReader(socket);
        long lines = 0;
        long bytes = 0;
        while (reader.WaitToRead())
        {
            while (reader.TryRead(out Line line))
            {
                lines++;
                bytes += line.Length;
            }
        }

        return Checked(lines, bytes);
    }

    public static async Task<long> BytesAsync(Socket socket)
    {
        using var reader = new LineReader(socket);
        long lines = 0;
        long bytes = 0;
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (reader.TryRead(out Line line))
            {
                lines++;
                bytes += line.Length;
            }
        }

        return Checked(lines, bytes);
    }

    public static long Strings(Socket socket)
    {
        using var reader = new LineReader(socket);
        long lines = 0;
        long characters = 0;
        while (reader.ReadLine() is { } line)
        {
            lines++;
            characters += line.Length;
        }

        return Checked(lines, characters);
    }

    public static async Task<long> StringsAsync(Socket socket)
    {
        using var reader = new LineReader(socket);
        long lines = 0;
        long characters = 0;
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lines++;
            characters += line.Length;
        }

        return Checked(lines, characters);
    }

    /// <summary>No line is empty in what the benchmarks send.</summary>
    public static long Checked(long lines, long length) =>
        length >= lines ? lines : throw new InvalidOperationException($"{lines} lines with {length} bytes in all");
}
