namespace Tutorial.Net;

/// <summary>Normalization Form C (Unicode, section 3.11) over code points, from the library's own tables.</summary>
internal static class Nfc
{
    private const int SBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7;
    private const int LCount = 19, VCount = 21, TCount = 28, NCount = VCount * TCount, SCount = LCount * NCount;

    /// <summary>Replaces <paramref name="text"/> by its NFC.</summary>
    public static void Normalize(List<int> text)
    {
        // Nothing below U+0300 is changed by NFC or composes with its neighbour.
        if (text.TrueForAll(point => point < 0x300))
            return;
        var tables = IdnaTables.Instance;
        var whole = new List<int>(text.Count + 16);
        foreach (int point in text)
            Decompose(tables, point, whole);
        Order(tables, whole);
        Compose(tables, whole);
        text.Clear();
        text.AddRange(whole);
    }

    private static void Decompose(IdnaTables tables, int point, List<int> output)
    {
        int s = point - SBase;
        if ((uint)s < SCount)
        {
            output.Add(LBase + (s / NCount));
            output.Add(VBase + (s % NCount / TCount));
            if (s % TCount != 0)
                output.Add(TBase + (s % TCount));
        }
        else if (tables.Decomposition(point) is int[] parts)
        {
            output.AddRange(parts);
        }
        else
        {
            output.Add(point);
        }
    }

    /// <summary>Sorts every run of marks by class; marks of one class keep their order.</summary>
    private static void Order(IdnaTables tables, List<int> text)
    {
        for (int start = 0; start < text.Count; start++)
        {
            int end = start;
            while (end < text.Count && tables.CombiningClass(text[end]) != 0)
                end++;
            if (end - start > 1)
            {
                // OrderBy is stable and never quadratic, which a flood of marks would make of an insertion sort.
                int[] sorted = [.. text.GetRange(start, end - start).OrderBy(tables.CombiningClass)];
                for (int i = 0; i < sorted.Length; i++)
                    text[start + i] = sorted[i];
            }

            start = end;
        }
    }

    private static void Compose(IdnaTables tables, List<int> text)
    {
        int starter = -1, to = 0, lastClass = -1;
        for (int from = 0; from < text.Count; from++)
        {
            int point = text[from], mark = tables.CombiningClass(point);
            // Blocked: something of the same or a higher class, or another starter, stands between.
            if (starter >= 0 && (lastClass < mark || lastClass == -1) && Pair(tables, text[starter], point) is int whole and not 0)
            {
                text[starter] = whole;
                continue;
            }

            if (mark == 0)
            {
                starter = to;
                lastClass = -1;
            }
            else
            {
                lastClass = mark;
            }

            text[to++] = point;
        }

        text.RemoveRange(to, text.Count - to);
    }

    private static int Pair(IdnaTables tables, int first, int second)
    {
        if ((uint)(first - LBase) < LCount && (uint)(second - VBase) < VCount)
            return SBase + ((first - LBase) * NCount) + ((second - VBase) * TCount);
        if ((uint)(first - SBase) < SCount && (first - SBase) % TCount == 0 && (uint)(second - TBase - 1) < TCount - 1)
            return first + second - TBase;
        return tables.Composition(first, second);
    }
}
