using System.Globalization;

namespace Tutorial.Net;

/// <summary>
/// The HTML standard's "parse a srcset attribute": <c>foreach (SrcSetCandidate candidate in new SrcSet(value))</c>. A candidate
/// whose descriptors are wrong is left out, as a browser leaves it out. Works on the value itself and allocates nothing.
/// </summary>
internal ref struct SrcSet(ReadOnlySpan<char> value)
{
    private const string Whitespace = "\t\n\f\r ";

    private readonly ReadOnlySpan<char> _value = value;
    private int _at;

    public SrcSetCandidate Current { get; private set; }

    public readonly SrcSet GetEnumerator() => this;

    public bool MoveNext()
    {
        while (true)
        {
            SkipWhile(Whitespace + ",");
            if (_at == _value.Length)
                return false;
            int start = _at, end = _value[_at..].IndexOfAny(Whitespace);
            _at = end < 0 ? _value.Length : _at + end;
            ReadOnlySpan<char> url = _value[start.._at];
            var descriptors = default(Descriptors);
            // A comma at its end ends the candidate; one inside (data:,x) belongs to it.
            if (url[^1] == ',')
                url = url.TrimEnd(',');
            else
                ReadDescriptors(ref descriptors);
            if (!descriptors.AreValid)
                continue;
            Current = new SrcSetCandidate(start, url.Length, descriptors.Width, descriptors.Density);
            return true;
        }
    }

    private void SkipWhile(string chars)
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
            char c = _value[_at];
            if (parentheses)
            {
                parentheses = c != ')';
            }
            else if (c == '(')
            {
                parentheses = true;
            }
            else if (c == ',' || Whitespace.Contains(c, StringComparison.Ordinal))
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

        public void Add(ReadOnlySpan<char> text)
        {
            if (text.IsEmpty)
                return;
            ReadOnlySpan<char> number = text[..^1];
            switch (text[^1])
            {
                case 'w' when Width is null && Density is null && TryPositive(number, out int width):
                    Width = width;
                    break;
                case 'x' when Width is null && Density is null && !_height && TryDensity(number, out double density):
                    Density = density;
                    break;
                // Heights are kept for a future version of the standard: they have to be right and are not used.
                case 'h' when !_height && Density is null && TryPositive(number, out _):
                    _height = true;
                    break;
                default:
                    _wrong = true;
                    break;
            }
        }

        private static bool TryPositive(ReadOnlySpan<char> text, out int number)
        {
            number = 0;
            if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
                return false;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
                number = int.MaxValue;
            return number > 0;
        }

        /// <summary>The standard's valid floating-point number: no plus sign, a digit after the point.</summary>
        private static bool TryDensity(ReadOnlySpan<char> text, out double density)
        {
            const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            density = 0;
            int point = text.IndexOf('.');
            return !text.IsEmpty && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '.')
                && (point < 0 || (point + 1 < text.Length && char.IsAsciiDigit(text[point + 1])))
                && double.TryParse(text, Style, CultureInfo.InvariantCulture, out density) && density >= 0 && double.IsFinite(density);
        }
    }
}
