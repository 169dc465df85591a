using Spectre.Console;

namespace Tutorial.Net.Samples.NetStat;

/// <summary>Shows the sockets again and again until it is cancelled.</summary>
internal static class Watch
{
    /// <summary>A table that stays in its place.</summary>
    public static Task OnTerminalAsync(Func<IReadOnlyList<SocketRow>> read, TimeSpan every, CancellationToken stop) =>
        AnsiConsole.Live(TablePrinter.Draw(read()))
            .Overflow(VerticalOverflow.Ellipsis)
            .AutoClear(false)
            .StartAsync(async screen =>
            {
                while (await WaitAsync(every, stop).ConfigureAwait(false))
                    screen.UpdateTarget(TablePrinter.Draw(read()));
            });

    /// <summary>The table once; then a line for each socket that came (+) or went (-), or did both because its state changed.</summary>
    public static async Task AsLinesAsync(Func<IReadOnlyList<SocketRow>> read, TimeSpan every, TextWriter output, CancellationToken stop)
    {
        IReadOnlyList<SocketRow> before = read();
        foreach (string line in TablePrinter.Lines(before))
            await output.WriteLineAsync(line).ConfigureAwait(false);
        while (await WaitAsync(every, stop).ConfigureAwait(false))
        {
            IReadOnlyList<SocketRow> now = read();
            foreach (string change in Changes(before, now))
                await output.WriteLineAsync(change).ConfigureAwait(false);
            before = now;
        }
    }

    /// <summary>What is different but for the queues.</summary>
    public static IEnumerable<string> Changes(IEnumerable<SocketRow> before, IEnumerable<SocketRow> now)
    {
        List<string> old = [.. before.Select(Line)];
        List<string> current = [.. now.Select(Line)];
        return old.Except(current).Select(line => "- " + line).Concat(current.Except(old).Select(line => "+ " + line));

        static string Line(SocketRow row) => string.Join("  ", row.Columns().Where((_, i) => i is not (1 or 2)));
    }

    private static async Task<bool> WaitAsync(TimeSpan time, CancellationToken stop)
    {
        await Task.Delay(time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }
}
