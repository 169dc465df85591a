namespace Tutorial.Net;

/// <summary>Punycode (RFC 3492) without the <c>xn--</c>, over code points.</summary>
internal static class Punycode
{
    /// <summary>
    /// The longest label, in code points. The algorithm is quadratic in the label's length and the URL standard sets no limit;
    /// the DNS takes 63 bytes a label, so one four times as long is an attack and no name.
    /// </summary>
    private const int MaxLength = 256;

    private const int Base = 36, TMin = 1, TMax = 26, Skew = 38, Damp = 700, InitialBias = 72, InitialN = 128;

    /// <summary>Appends the encoding of a label.</summary>
    /// <returns>False if the label is too long.</returns>
    public static bool TryEncode(ref ByteBuffer output, ReadOnlySpan<int> label)
    {
        if (label.Length > MaxLength)
            return false;
        int basic = 0;
        foreach (int point in label)
        {
            if (point >= 128)
                continue;
            output.Append((byte)point);
            basic++;
        }

        if (basic > 0)
            output.Append((byte)'-');
        int n = InitialN, delta = 0, bias = InitialBias, done = basic;
        while (done < label.Length)
        {
            int next = int.MaxValue;
            foreach (int point in label)
                next = point >= n && point < next ? point : next;
            // At most 0x110000 * 257: no overflow.
            delta += (next - n) * (done + 1);
            n = next;
            foreach (int point in label)
            {
                if (point < n)
                    delta++;
                if (point != n)
                    continue;
                AppendNumber(ref output, delta, bias);
                bias = Adapt(delta, done + 1, done == basic);
                delta = 0;
                done++;
            }

            delta++;
            n++;
        }

        return true;
    }

    /// <summary>Puts the code points that <paramref name="text"/> stands for into an empty list.</summary>
    /// <returns>False if it is not Punycode, or too long.</returns>
    public static bool TryDecode(ReadOnlySpan<int> text, List<int> output)
    {
        if (text.Length > MaxLength || text.ContainsAnyExceptInRange(0, 127))
            return false;
        int basic = Math.Max(text.LastIndexOf('-'), 0);
        output.AddRange(text[..basic]);
        int n = InitialN, i = 0, bias = InitialBias;
        for (int at = basic > 0 ? basic + 1 : 0; at < text.Length;)
        {
            if (!TryReadNumber(text, ref at, bias, out int number) || number > int.MaxValue - i)
                return false;
            int length = output.Count + 1;
            bias = Adapt(number, length, i == 0);
            i += number;
            n += i / length;
            i %= length;
            if (n > 0x10FFFF || n < InitialN)
                return false;
            output.Insert(i++, n);
        }

        return true;
    }

    private static void AppendNumber(ref ByteBuffer output, int number, int bias)
    {
        for (int k = Base; ; k += Base)
        {
            int t = Math.Clamp(k - bias, TMin, TMax);
            if (number < t)
            {
                output.Append(Digit(number));
                return;
            }

            output.Append(Digit(t + ((number - t) % (Base - t))));
            number = (number - t) / (Base - t);
        }

        static byte Digit(int value) => (byte)(value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static bool TryReadNumber(ReadOnlySpan<int> text, ref int at, int bias, out int number)
    {
        long value = 0, weight = 1;
        number = 0;
        for (int k = Base; at < text.Length; k += Base)
        {
            int c = text[at++];
            if (!char.IsAsciiLetterOrDigit((char)c))
                return false;
            int digit = c <= '9' ? c - '0' + 26 : (c | 0x20) - 'a';
            value += digit * weight;
            if (value > int.MaxValue)
                return false;
            int t = Math.Clamp(k - bias, TMin, TMax);
            if (digit < t)
            {
                number = (int)value;
                return true;
            }

            weight *= Base - t;
            if (weight > int.MaxValue)
                return false;
        }

        return false;
    }

    private static int Adapt(int delta, int length, bool first)
    {
        delta /= first ? Damp : 2;
        delta += delta / length;
        int k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base)
            delta /= Base - TMin;
        return k + ((Base - TMin + 1) * delta / (delta + Skew));
    }
}
