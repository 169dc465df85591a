using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>One way of reading all lines of a connection, written as a user of it would.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Text">Whether every line becomes a string.</param>
/// <param name="Run">Reads until the peer closes; the number of lines.</param>
internal sealed record LineRival(string Name, bool Text, Func<Socket, long> Run)
{
    public const string Limit = "count newlines (the limit)";
    public const string Bytes = "LineReader, bytes";
    public const string BytesAsync = "LineReader, bytes, async";
    public const string Strings = "LineReader, strings";
    public const string StringsAsync = "LineReader, strings, async";

    private const int Small = 1 << 10;
    private const int Large = 64 << 10;

    /// <summary>All of them, the limit first.</summary>
    public static IReadOnlyList<LineRival> All { get; } =
    [
        new(Limit, false, NewlineCounter.Run),
        new(Bytes, false, LineReaderJobs.Bytes),
        new(BytesAsync, false, socket => LineReaderJobs.BytesAsync(socket).GetAwaiter().GetResult()),
        new(Strings, true, LineReaderJobs.Strings),
        new(StringsAsync, true, socket => LineReaderJobs.StringsAsync(socket).GetAwaiter().GetResult()),
        new("StreamReader, 1 KiB", true, socket => StreamReaderJobs.Run(socket, Small)),
        new("StreamReader, 64 KiB", true, socket => StreamReaderJobs.Run(socket, Large)),
        new("StreamReader, 1 KiB, async", true, socket => StreamReaderJobs.RunAsync(socket, Small).GetAwaiter().GetResult()),
        new("StreamReader, 64 KiB, async", true, socket => StreamReaderJobs.RunAsync(socket, Large).GetAwaiter().GetResult()),
        new("PipeReader over NetworkStream", false, socket => PipeReaderJobs.NetworkStreamAsync(socket).GetAwaiter().GetResult()),
        new("Pipelines.Sockets.Unofficial", false, socket => PipeReaderJobs.UnofficialAsync(socket).GetAwaiter().GetResult()),
        new("DotNetty LineBasedFrameDecoder", false, socket => DotNettyJob.RunAsync(socket).GetAwaiter().GetResult()),
    ];

    public override string ToString() => Name;
}
