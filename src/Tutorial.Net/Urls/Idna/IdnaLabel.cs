namespace Tutorial.Net;

/// <summary>The validity criteria of UTS #46 (section 4.1) for a label that is in NFC.</summary>
internal static class IdnaLabel
{
    public static bool IsValid(ReadOnlySpan<int> label, bool bidiDomain)
    {
        var tables = IdnaTables.Instance;
        if (Idna.StartsWithAce(label) || label.Contains('.') || tables.Properties(label[0]).IsMark)
            return false;
        for (int i = 0; i < label.Length; i++)
        {
            if (tables.Status(label[i], out _) != IdnaStatus.Valid)
                return false;
            if (label[i] is 0x200C or 0x200D && !MayJoin(tables, label, i))
                return false;
        }

        return !bidiDomain || FollowsBidiRule(tables, label);
    }

    /// <summary>RFC 5892, appendix A: where ZERO WIDTH NON-JOINER and ZERO WIDTH JOINER may stand.</summary>
    private static bool MayJoin(IdnaTables tables, ReadOnlySpan<int> label, int at)
    {
        if (at > 0 && tables.Properties(label[at - 1]).IsVirama)
            return true;
        if (label[at] == 0x200D)
            return false;
        int before = at - 1, after = at + 1;
        while (before >= 0 && tables.Properties(label[before]).IsTransparent)
            before--;
        while (after < label.Length && tables.Properties(label[after]).IsTransparent)
            after++;
        return before >= 0 && tables.Properties(label[before]).JoinsNext
            && after < label.Length && tables.Properties(label[after]).JoinsPrevious;
    }

    /// <summary>RFC 5893, section 2.</summary>
    private static bool FollowsBidiRule(IdnaTables tables, ReadOnlySpan<int> label)
    {
        BidiClass first = tables.Properties(label[0]).Bidi;
        if (first is not (BidiClass.Left or BidiClass.Right))
            return false;
        bool right = first == BidiClass.Right, european = false, arabic = false;
        BidiClass last = first;
        foreach (int point in label)
        {
            BidiClass bidi = tables.Properties(point).Bidi;
            if (bidi == BidiClass.Other || (right ? bidi == BidiClass.Left : bidi is BidiClass.Right or BidiClass.ArabicNumber))
                return false;
            european |= bidi == BidiClass.EuropeanNumber;
            arabic |= bidi == BidiClass.ArabicNumber;
            if (bidi != BidiClass.NonspacingMark)
                last = bidi;
        }

        return last != BidiClass.Neutral && !(right && european && arabic);
    }
}
