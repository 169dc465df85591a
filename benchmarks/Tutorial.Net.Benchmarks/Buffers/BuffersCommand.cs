using System.CommandLine;
using System.Diagnostics;
using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>The <c>buffers</c> command: which receive buffer to choose on this machine.</summary>
internal static class BuffersCommand
{
    private static readonly Option<bool> FullOption = new("--full")
    {
        Description = "Every power of two and seven rounds: some four minutes instead of one.",
    };

    private static readonly Option<int[]> SizesOption = new("--sizes")
    {
        Description = "The receive buffers, in bytes, instead of 256 B to 4 MiB.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> ReceiversOption = new("--receivers")
    {
        Description = "Some of blocking, async, multiplexed, instead of all.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<double?> SecondsOption = new("--seconds") { Description = "How long each cell is measured." };

    private static readonly Option<int?> RoundsOption = new("--rounds") { Description = "How often each cell is measured; three at least, for there is no spread in fewer." };

    private static readonly Option<string> OutputOption = CommonOptions.Output();

    public static Command Create()
    {
        ReceiversOption.AcceptOnlyFromAmong([.. ChunkReceiver.All.Select(receiver => receiver.Name)]);
        var command = new Command(
            "buffers", "Chunked receiving against the receive buffer: throughput, CPU, system calls, chunk sizes; ends with advice.")
        {
            FullOption, SizesOption, ReceiversOption, SecondsOption, RoundsOption, OutputOption,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        CommonOptions.WarnOfLoad();
        var machine = Machine.Here();
        BufferMatrix matrix = MatrixFrom(parsed);
        string folder = parsed.GetValue(OutputOption)!;
        var study = new BufferStudy();
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<BufferResult> rows = [];
        StudyProgress.Run("buffers", matrix.Cells().Count() * matrix.Rounds, step => rows = new BufferMeasurement(matrix).Run(step));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        new ResultFile<BufferResult>(machine, CommonOptions.CommandLine(parsed), seconds, rows)
            .Write(Path.Combine(folder, study.Name + ".json"));
        study.Present(folder);
        var results = new BufferResults(rows);
        Console.WriteLine($"All of it, with plots: {Path.GetFullPath(folder)}");
        foreach (ResultTable table in BufferTables.Short(results))
            table.WriteToConsole();
        Console.WriteLine(BufferAdvice.Sentence(BufferAdvice.From(results)));
    }

    private static BufferMatrix MatrixFrom(ParseResult parsed)
    {
        BufferMatrix matrix = parsed.GetValue(FullOption) ? BufferMatrix.Full : BufferMatrix.Quick;
        if (parsed.GetValue(SizesOption) is { Length: > 0 } sizes)
            matrix = matrix with { BufferSizes = [.. sizes.Order()] };
        if (parsed.GetValue(ReceiversOption) is { Length: > 0 } names)
            matrix = matrix with { Receivers = [.. ChunkReceiver.All.Where(receiver => names.Contains(receiver.Name))] };
        if (parsed.GetValue(SecondsOption) is { } seconds)
            matrix = matrix with { Duration = TimeSpan.FromSeconds(seconds) };
        return matrix with { Rounds = parsed.GetValue(RoundsOption) ?? matrix.Rounds };
    }
}
