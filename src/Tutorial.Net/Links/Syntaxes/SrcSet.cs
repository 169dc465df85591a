using System.Globalization;

namespace Tutorial.Net;

/// <summary>
/// The HTML standard's "parse a srcset attribute": <c>foreach (ReadOnlySpan&lt;byte&gt; url in new SrcSet(value))</c>. A
/// candidate whose descriptors are wrong is left out, as a browser leaves it out. Works on the value itself and allocates nothing.
/// </summary>
internal ref struct SrcSet(ReadOnlySpan<byte> value)
{
    private readonly ReadOnlySpan<byte> _value = value;
    private int _at;

    private static ReadOnlySpan<byte> WhitespaceOrComma => "\t\n\f\r ,"u8;

    private static ReadOnlySpan<byte> Whitespace => WhitespaceOrComma[..^1];

    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Its width descriptor (<c>100w</c>), if any.</summary>
    public int? Width { get; private set; }

    /// <summary>Its density descriptor (<c>2x</c>), if any; with neither it counts as <c>1x</c>.</summary>
    public double? Density { get; private set; }

    public readonly SrcSet GetEnumerator() => this;

    public bool MoveNext()
    {
        while (true)
        {
            SkipWhile(WhitespaceOrComma);
            if (_at == _value.Length)
                return false;
            int start = _at, end = _value[_at..].IndexOfAny(Whitespace);
            _at = end < 0 ? _value.Length : _at + end;
            ReadOnlySpan<byte> url = _value[start.._at];
            var descriptors = default(Descriptors);
            // A comma at its end ends the candidate; one inside (data:,x) belongs to it.
            if (url[^1] == ',')
                url = url.TrimEnd((byte)',');
            else
                ReadDescriptors(ref descriptors);
            if (!descriptors.AreValid)
                continue;
            Current = url;
            (Width, Density) = (descriptors.Width, descriptors.Density);
            return true;
        }
    }

    private void SkipWhile(ReadOnlySpan<byte> chars)
    {
        int next = _value[_at..].IndexOfAnyExcept(chars);
        _at = next < 0 ? _value.Length : _at + next;
    }

    /// <summary>Up to and with the comma that ends the candidate; a comma or white space in parentheses is nothing special.</summary>
    private void ReadDescriptors(ref Descriptors descriptors)
    {
        SkipWhile(Whitespace);
        int start = _at;
        bool parentheses = false;
        for (; _at < _value.Length; _at++)
        {
            byte c = _value[_at];
            if (parentheses)
            {
                parentheses = c != ')';
            }
            else if (c == '(')
            {
                parentheses = true;
            }
            else if (c == ',' || Whitespace.Contains(c))
            {
                descriptors.Add(_value[start.._at]);
                start = _at + 1;
                if (c != ',')
                    continue;
                _at++;
                return;
            }
        }

        descriptors.Add(_value[start..]);
    }

    private struct Descriptors
    {
        private bool _wrong;
        private bool _height;

        public int? Width { get; private set; }

        public double? Density { get; private set; }

        public readonly bool AreValid => !_wrong && !(_height && Width is null);

        public void Add(ReadOnlySpan<byte> text)
        {
            if (text.IsEmpty)
                return;
            ReadOnlySpan<byte> number = text[..^1];
            switch (text[^1])
            {
                case (byte)'w' when Width is null && Density is null && TryPositive(number, out int width):
                    Width = width;
                    break;
                case (byte)'x' when Width is null && Density is null && !_height && TryDensity(number, out double density):
                    Density = density;
                    break;
                // Heights are kept for a future version of the standard: they have to be right and are not used.
                case (byte)'h' when !_height && Density is null && TryPositive(number, out _):
                    _height = true;
                    break;
                default:
                    _wrong = true;
                    break;
            }
        }

        private static bool TryPositive(ReadOnlySpan<byte> text, out int number)
        {
            number = 0;
            if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
                return false;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
                number = int.MaxValue;
            return number > 0;
        }

        /// <summary>The standard's valid floating-point number: no plus sign, a digit after the point.</summary>
        private static bool TryDensity(ReadOnlySpan<byte> text, out double density)
        {
            const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            density = 0;
            int point = text.IndexOf((byte)'.');
            return !text.IsEmpty && (char.IsAsciiDigit((char)text[0]) || text[0] is (byte)'-' or (byte)'.')
                && (point < 0 || (point + 1 < text.Length && char.IsAsciiDigit((char)text[point + 1])))
                && double.TryParse(text, Style, CultureInfo.InvariantCulture, out density) && density >= 0 && double.IsFinite(density);
        }
    }
}
