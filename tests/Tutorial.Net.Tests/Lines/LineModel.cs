namespace Tutorial.Net.Tests.Lines;

/// <summary>What a reader of lines gives for one input: written from the contract alone, over the whole input at once.</summary>
internal static class LineModel
{
    public enum Kind
    {
        Line,
        TooLong,
        Malformed,
    }

    public enum Terminator
    {
        Lf,
        CrLf,
        Universal,
        Custom,
    }

    /// <summary>One item: a line or what is thrown instead. <c>After</c> is the offset behind its terminator.</summary>
    public readonly record struct Item(Kind Kind, int Start, int Length, LineEnding Ending, bool IsTruncated, int After);

    public static List<Item> Split(byte[] input, Terminator terminator, byte[] custom, int maxLength, LineOverflow overflow, out long discarded)
    {
        discarded = 0;
        var items = new List<Item>();
        int start = 0;
        while (start < input.Length)
        {
            int firstBare = -1;
            (int width, LineEnding ending) = (0, LineEnding.None);
            int end = start;
            for (; end < input.Length; end++)
            {
                (width, ending) = At(input, end, terminator, custom);
                if (width > 0)
                    break;
                if (terminator == Terminator.CrLf && firstBare < 0 && IsBare(input, end))
                    firstBare = end;
            }

            int after = end + width;
            int length = end - start;
            if (firstBare >= 0 && firstBare - start <= maxLength)
                items.Add(new Item(Kind.Malformed, start, 0, LineEnding.None, false, after));
            else if (length <= maxLength)
                items.Add(new Item(Kind.Line, start, length, ending, false, after));
            else if (overflow == LineOverflow.Throw)
                items.Add(new Item(Kind.TooLong, start, 0, LineEnding.None, false, after));
            else if (overflow == LineOverflow.Truncate)
                items.Add(new Item(Kind.Line, start, maxLength, ending, true, after));
            else
                discarded++;
            start = after;
        }

        return items;
    }

    public static LineOptions Options(Terminator terminator, byte[] custom, int maxLength, LineOverflow overflow, int bufferSize = 128) => new()
    {
        Terminator = terminator switch
        {
            Terminator.Lf => LineTerminator.Lf,
            Terminator.CrLf => LineTerminator.CrLf,
            Terminator.Universal => LineTerminator.Universal,
            _ => LineTerminator.Custom(custom),
        },
        MaxLineLength = maxLength,
        Overflow = overflow,
        BufferSize = bufferSize,
    };

    private static (int Width, LineEnding Ending) At(byte[] input, int i, Terminator terminator, byte[] custom)
    {
        bool cr = input[i] == '\r';
        bool lf = input[i] == '\n';
        bool crLf = cr && i + 1 < input.Length && input[i + 1] == '\n';
        return terminator switch
        {
            Terminator.Custom => input.AsSpan(i).StartsWith(custom) ? (custom.Length, LineEnding.Custom) : default,
            _ when crLf => (2, LineEnding.CrLf),
            Terminator.Lf when lf => (1, LineEnding.Lf),
            Terminator.Universal when lf => (1, LineEnding.Lf),
            Terminator.Universal when cr => (1, LineEnding.Cr),
            _ => default,
        };
    }

    // A CR that is the very last byte may have been half of a CR LF: the stream ended inside the line.
    private static bool IsBare(byte[] input, int i) => input[i] == '\n' || (input[i] == '\r' && i + 1 < input.Length);
}
