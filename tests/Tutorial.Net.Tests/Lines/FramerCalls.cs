using System.Buffers;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Lines, raw bytes, changes of the terminator, and everything that can be asked, in any order, of a framer and of a naive
/// one.</summary>
internal static class FramerCalls
{
    /// <param name="input">The bytes that come.</param>
    /// <param name="calls">What is done: what, in the low three bits, and a number for it above.</param>
    /// <param name="cuts">The terminators that there are.</param>
    /// <param name="first">The one to begin with.</param>
    /// <param name="max">The longest line.</param>
    /// <param name="overflow">What becomes of a longer one.</param>
    /// <param name="tempo">How large chunks are: 0 (a byte) to 2.</param>
    /// <exception cref="InvalidOperationException">The two differ.</exception>
    public static void Run(byte[] input, int[] calls, NaiveFramer.Cut[] cuts, int first, int max, LineOverflow overflow, int tempo)
    {
        using var framer = new LineFramer(new LineOptions { Terminator = cuts[first].Terminator, MaxLineLength = max, Overflow = overflow, BufferSize = 128 });
        var naive = new NaiveFramer(cuts[first], max, overflow);
        int written = 0;
        foreach (int call in calls)
        {
            int number = call >> 3;
            switch (call & 7)
            {
                case 0 or 1:
                    Write(tempo == 0 ? 1 : tempo == 1 ? number % 8 : number * 4);
                    break;
                case 2:
                    Same(naive.Raw(number % 12), framer.TryReadExactly(number % 12, out ReadOnlyMemory<byte> raw) ? Convert.ToHexString(raw.Span) : null);
                    break;
                case 3:
                    Same(naive.TrySet(cuts[number % cuts.Length]), TrySet(framer, cuts[number % cuts.Length].Terminator));
                    break;
                case 4 when number % 16 == 0:
                    written = input.Length;
                    break;
                default:
                    Same(naive.Read(), Read(framer));
                    break;
            }

            SameState();
        }

        Write(input.Length);
        framer.Complete();
        naive.Complete();
        SameState();
        string? item;
        do
        {
            Same(item = naive.Read(), Read(framer));
            SameState();
        }
        while (item is not null);

        void Write(int count)
        {
            ReadOnlySpan<byte> chunk = input.AsSpan(written, Math.Min(count, input.Length - written));
            framer.Write(chunk);
            naive.Write(chunk);
            written += chunk.Length;
        }

        void SameState()
        {
            Same(Convert.ToHexString(naive.Buffered), Convert.ToHexString(framer.Buffered.Span));
            Same(naive.IsBetweenLines, framer.IsBetweenLines);
            Same(naive.IsCompleted, framer.IsCompleted);
            Same(naive.Discarded, framer.DiscardedLines);
        }
    }

    private static void Same<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new InvalidOperationException($"{expected} expected, {actual} came");
    }

    private static bool TrySet(LineFramer framer, LineTerminator terminator)
    {
        try
        {
            framer.Terminator = terminator;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string? Read(LineFramer framer)
    {
        try
        {
            return framer.TryRead(out Line line) ? NaiveFramer.Show(line.Span, line.Ending) + (line.IsTruncated ? " truncated" : "") : null;
        }
        catch (IOException e)
        {
            return e.GetType().Name;
        }
    }
}
