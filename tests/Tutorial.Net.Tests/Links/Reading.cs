namespace Tutorial.Net.Tests.Links;

/// <summary>All that came out of a page, and how it ended.</summary>
internal sealed record Reading(IReadOnlyList<Link> Links, string? Limit, long SkippedValues, string? Charset)
{
    /// <summary>
    /// Reads a page through <paramref name="scanner"/>, written and read as <paramref name="steps"/> say, each a number that any bits
    /// may be set in; they are gone through again and again. Without any, the page comes in one piece.
    /// </summary>
    public static Reading Of(LinkScanner scanner, ReadOnlySpan<byte> html, params ReadOnlySpan<int> steps)
    {
        var links = new List<Link>();
        string? limit = null;
        for (int i = 0; !html.IsEmpty; i++)
        {
            int step = steps.IsEmpty ? -1 : steps[i % steps.Length];
            int length = Math.Min(Length(step, isFirst: steps.IsEmpty || i % steps.Length == 0), html.Length);
            Write(scanner, html[..length], (step >> 8) & 7);
            html = html[length..];
            Take((step >> 16 & 3) switch { 0 => 0, 1 => 1, _ => int.MaxValue });
        }

        scanner.Complete();
        Take(int.MaxValue);
        Assert.Equal(limit is null, scanner.IsCompleted);
        return new Reading(links, limit, scanner.SkippedValues, scanner.Charset);

        void Take(int most)
        {
            try
            {
                while (most-- > 0 && scanner.TryRead(out Link? link))
                {
                    Assert.Null(limit);
                    links.Add(link);
                }
            }
            catch (LinkLimitException error)
            {
                limit = error.OptionName;
            }
        }
    }

    public bool Equals(Reading? other) => other is not null && Links.SequenceEqual(other.Links)
        && (Limit, SkippedValues, Charset) == (other.Limit, other.SkippedValues, other.Charset);

    public override int GetHashCode() => Links.Count;

    public override string ToString() => $"{string.Join("\n  ", Links)} {Limit} {SkippedValues} {Charset}";

    private static int Length(int step, bool isFirst) => (step & 7) switch
    {
        0 => isFirst ? 1 : 0,
        1 or 2 => 1,
        3 or 4 => 1 + (step >> 3 & 3),
        5 or 6 => 1 + (step >> 3 & 31),
        _ => step < 0 ? int.MaxValue : 1 + (step >> 3 & 31) * 32,
    };

    private static void Write(LinkScanner scanner, ReadOnlySpan<byte> data, int how)
    {
        int hint = how switch { 0 or 1 => data.Length, 2 => data.Length + 1, 3 => data.Length * 3, 4 => data.Length + 20_000, _ => 0 };
        // Without a hint there is as much room as there is.
        while (true)
        {
            Span<byte> room = (how & 1) == 0 ? scanner.GetSpan(hint) : scanner.GetMemory(hint).Span;
            int length = Math.Min(data.Length, room.Length);
            data[..length].CopyTo(room);
            // What is handed out and not written must not matter.
            room[length..Math.Min(room.Length, length + 8)].Fill((byte)'<');
            scanner.Advance(length);
            data = data[length..];
            if (data.IsEmpty)
                return;
        }
    }
}
