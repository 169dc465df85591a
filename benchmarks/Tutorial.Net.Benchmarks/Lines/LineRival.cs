using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>One way of reading all lines of a connection, written as a user of it would.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Run">Reads until the peer closes; the number of lines.</param>
internal sealed record LineRival(string Name, Func<Socket, long> Run)
{
    private const int Small = 1 << 10;
    private const int Large = 64 << 10;

    /// <summary>All of them, the limit first.</summary>
    public static IReadOnlyList<LineRival> All { get; } =
    [
        new("the limit: count newlines", NewlineCounter.Run),
        new("LineReader, bytes", LineReaderJobs.Bytes),
        new("LineReader, bytes, async", socket => LineReaderJobs.BytesAsync(socket).GetAwaiter().GetResult()),
        new("LineReader, strings", LineReaderJobs.Strings),
        new("LineReader, strings, async", socket => LineReaderJobs.StringsAsync(socket).GetAwaiter().GetResult()),
        new("StreamReader, 1 KiB", socket => StreamReaderJobs.Run(socket, Small)),
        new("StreamReader, 64 KiB", socket => StreamReaderJobs.Run(socket, Large)),
        new("StreamReader, 1 KiB, async", socket => StreamReaderJobs.RunAsync(socket, Small).GetAwaiter().GetResult()),
        new("StreamReader, 64 KiB, async", socket => StreamReaderJobs.RunAsync(socket, Large).GetAwaiter().GetResult()),
        new("PipeReader over NetworkStream", socket => PipeReaderJobs.NetworkStreamAsync(socket).GetAwaiter().GetResult()),
        new("Pipelines.Sockets.Unofficial", socket => PipeReaderJobs.UnofficialAsync(socket).GetAwaiter().GetResult()),
        new("DotNetty LineBasedFrameDecoder", socket => DotNettyJob.RunAsync(socket).GetAwaiter().GetResult()),
    ];
}
