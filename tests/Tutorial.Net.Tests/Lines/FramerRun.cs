using System.Runtime.InteropServices;
using static Tutorial.Net.Tests.Lines.LineModel;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Feeds an input to a framer in given pieces and holds what comes out against the model.</summary>
internal static class FramerRun
{
    /// <param name="options">The framer's options.</param>
    /// <param name="input">The bytes.</param>
    /// <param name="expected">The model's answer.</param>
    /// <param name="discarded">The lines that the model says are discarded.</param>
    /// <param name="cuts">Where a chunk ends: bit i of a cut is set when one ends before byte i + 1 of 64 (repeating).</param>
    /// <param name="lazy">Bit n of 64 is set when nothing is read after chunk n, so that chunks pile up.</param>
    /// <returns>What differs, or null.</returns>
    public static string? Difference(LineOptions options, byte[] input, List<Item> expected, long discarded, ulong cuts, ulong lazy = 0)
    {
        using var framer = new LineFramer(options);
        int next = 0;
        int chunk = 0;
        for (int start = 0; start < input.Length;)
        {
            int end = start + 1;
            while (end < input.Length && (cuts >> ((end - 1) & 63) & 1) == 0)
                end++;
            input.AsSpan(start, end - start).CopyTo(framer.GetSpan(end - start));
            framer.Advance(end - start);
            start = end;
            if ((lazy >> (chunk++ & 63) & 1) == 0 && Drain(framer, input, expected, ref next, end) is { } difference)
                return difference;
        }

        framer.Complete();
        if (Drain(framer, input, expected, ref next, input.Length) is { } atEnd)
            return atEnd;
        if (next != expected.Count)
            return $"{expected.Count} items expected, {next} came";
        if (framer.DiscardedLines != discarded)
            return $"{discarded} lines to be discarded, {framer.DiscardedLines} were";
        return framer.IsCompleted && framer.Buffered.IsEmpty ? null : "not completed though all was read";
    }

    private static string? Drain(LineFramer framer, byte[] input, List<Item> expected, ref int next, int written)
    {
        while (true)
        {
            Kind kind = Kind.Line;
            Line line = default;
            bool? foretold = next % 2 == 0 ? framer.HasLine() : null;
            try
            {
                if (!framer.TryRead(out line))
                    return foretold == true ? "a line was foretold and none came" : null;
            }
            catch (LineTooLongException)
            {
                kind = Kind.TooLong;
            }
            catch (LineFormatException)
            {
                kind = Kind.Malformed;
            }

            if (foretold == false)
                return $"a {kind} came though none was foretold";
            if (next >= expected.Count)
                return $"a {kind} beyond the {expected.Count} items expected: '{line}'";
            Item item = CollectionsMarshal.AsSpan(expected)[next++];
            LineEnding ending = item.Ending;
            // The one thing that depends on chunks: a CR whose LF has not come is a Cr.
            if (ending == LineEnding.CrLf && item.After - 1 == written && framer.Buffered.IsEmpty)
                ending = LineEnding.Cr;
            if (kind != item.Kind || line.Ending != ending || line.IsTruncated != item.IsTruncated
                || !line.Span.SequenceEqual(input.AsSpan(item.Start, item.Length)))
            {
                return $"item {next - 1}: {item} expected, {kind} '{line}' {line.Ending} {line.IsTruncated} came";
            }
        }
    }
}
