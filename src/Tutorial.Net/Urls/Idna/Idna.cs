using System.Runtime.InteropServices;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// The URL standard's "domain to ASCII", not strict, of a domain that is not ASCII: UTS #46 ToASCII with CheckBidi and
/// CheckJoiners, without CheckHyphens, UseSTD3ASCIIRules, VerifyDnsLength or transitional processing.
/// </summary>
internal static class Idna
{
    /// <summary>Appends the domain in ASCII.</summary>
    /// <returns>False where the standard says failure; something may have been appended then.</returns>
    public static bool TryAppendAscii(ref ByteBuffer output, ReadOnlySpan<byte> domain)
    {
        List<int> points = Map(domain);
        Nfc.Normalize(points);
        if (!TryBreak(CollectionsMarshal.AsSpan(points), out List<int[]> labels))
            return false;
        bool bidi = labels.Exists(IsRightToLeft);
        for (int i = 0; i < labels.Count; i++)
        {
            int[] label = labels[i];
            if (label.Length > 0 && !IdnaLabel.IsValid(label, bidi))
                return false;
            if (i > 0)
                output.Append((byte)'.');
            if (!TryAppendLabel(ref output, label))
                return false;
        }

        return true;
    }

    private static List<int> Map(ReadOnlySpan<byte> domain)
    {
        var tables = IdnaTables.Instance;
        var points = new List<int>(domain.Length);
        while (!domain.IsEmpty)
        {
            // What is no UTF-8 is U+FFFD, which is disallowed.
            Rune.DecodeFromUtf8(domain, out Rune rune, out int consumed);
            domain = domain[consumed..];
            switch (tables.Status(rune.Value, out ReadOnlySpan<int> mapped))
            {
                case IdnaStatus.Mapped:
                    points.AddRange(mapped);
                    break;
                // The disallowed stay: whether one is left is asked once the text is normalised.
                case IdnaStatus.Valid or IdnaStatus.Disallowed:
                    points.Add(rune.Value);
                    break;
            }
        }

        return points;
    }

    /// <summary>Splits at the dots and decodes what starts with <c>xn--</c>.</summary>
    private static bool TryBreak(ReadOnlySpan<int> points, out List<int[]> labels)
    {
        labels = [];
        while (true)
        {
            int dot = points.IndexOf('.');
            ReadOnlySpan<int> label = dot < 0 ? points : points[..dot];
            if (!StartsWithAce(label))
                labels.Add(label.ToArray());
            else if (TryDecode(label[4..], out int[] decoded))
                labels.Add(decoded);
            else
                return false;
            if (dot < 0)
                return true;
            points = points[(dot + 1)..];
        }
    }

    public static bool StartsWithAce(ReadOnlySpan<int> label) => label.StartsWith([(int)'x', 'n', '-', '-']);

    /// <summary>A label that needs no Punycode, or is not in NFC once decoded, is an error.</summary>
    private static bool TryDecode(ReadOnlySpan<int> label, out int[] decoded)
    {
        decoded = [];
        var points = new List<int>();
        if (!Punycode.TryDecode(label, points))
            return false;
        decoded = [.. points];
        Nfc.Normalize(points);
        return decoded.AsSpan().ContainsAnyExceptInRange(0, 127) && points.SequenceEqual(decoded);
    }

    private static bool IsRightToLeft(int[] label)
    {
        foreach (int point in label)
        {
            if (IdnaTables.Instance.Properties(point).Bidi is BidiClass.Right or BidiClass.ArabicNumber)
                return true;
        }

        return false;
    }

    private static bool TryAppendLabel(ref ByteBuffer output, ReadOnlySpan<int> label)
    {
        if (label.ContainsAnyExceptInRange(0, 127))
        {
            output.Append("xn--"u8);
            return Punycode.TryEncode(ref output, label);
        }

        foreach (int point in label)
            output.Append((byte)point);
        return true;
    }
}
