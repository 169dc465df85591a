namespace Tutorial.Net.Tests.Lines;

/// <summary>What a framer does, call by call: written from the contract alone, one byte after the other, over a list of bytes.</summary>
internal sealed class NaiveFramer(NaiveFramer.Cut cut, int maxLength, LineOverflow overflow)
{
    private readonly List<byte> _bytes = [];
    private Cut _cut = cut;
    private bool _completed;
    private bool _lfMayCome;
    private bool _skipping;
    private bool _refused;
    private bool _isReady;
    private byte[]? _beginning;
    private LineEnding _ending;

    /// <summary>A way to end lines: the terminator under test, and what it is made of.</summary>
    public readonly record struct Cut(LineTerminator Terminator, bool Lf = false, bool CrLf = false, bool Cr = false, byte[]? Custom = null, byte[]? Any = null)
    {
        public bool IsStrict => CrLf && !Lf;

        /// <summary>Bytes at the end that cannot be judged without those to come.</summary>
        public int Undecided(List<byte> bytes) =>
            Custom is not null ? Math.Min(bytes.Count, Custom.Length - 1) : CrLf && bytes is [.., (byte)'\r'] ? 1 : 0;

        /// <summary>The terminator at <paramref name="i"/>: its width and kind. (0, Custom) is a bare break.</summary>
        public (int Width, LineEnding Ending) At(List<byte> bytes, int i, bool isAll)
        {
            if (Any is not null)
                return Any.Contains(bytes[i]) ? (1, LineEnding.Custom) : default;
            if (Custom is not null)
                return bytes.Skip(i).Take(Custom.Length).SequenceEqual(Custom) ? (Custom.Length, LineEnding.Custom) : default;
            bool isLast = i + 1 == bytes.Count;
            return (char)bytes[i] switch
            {
                '\n' => Lf ? (1, LineEnding.Lf) : (0, LineEnding.Custom),
                '\r' when !isLast && bytes[i + 1] == '\n' => (2, LineEnding.CrLf),
                '\r' when Cr && !(isLast && isAll) => (1, LineEnding.Cr),
                '\r' when IsStrict && !isLast => (0, LineEnding.Custom),
                _ => default,
            };
        }
    }

    public long Discarded { get; private set; }

    public bool IsCompleted => _completed && Buffered.Length == 0 && !(_skipping ? _beginning is not null : _isReady);

    public bool IsBetweenLines => _bytes.Count == 0 && !_skipping && !_refused && !_isReady && !_lfMayCome;

    public byte[] Buffered => !_skipping ? [.. _bytes] : Find(!_completed) is var (length, width, ending) && ending != LineEnding.None
        ? [.. _bytes.Skip(length + width)]
        : [];

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_lfMayCome && bytes is [(byte)'\n', ..])
            bytes = bytes[1..];
        else if (bytes.IsEmpty)
            return;
        _lfMayCome = false;
        _bytes.AddRange(bytes);
    }

    public void Complete() => _completed = true;

    /// <summary>Whether the next byte begins a line.</summary>
    public bool TrySet(Cut cut)
    {
        if (!SkipToEnd())
            return false;
        _cut = cut;
        return true;
    }

    public string? Raw(int count)
    {
        if (!SkipToEnd() || _bytes.Count < count)
            return null;
        if (count > 0)
            HandOut();
        string bytes = Convert.ToHexString([.. _bytes.Take(count)]);
        _bytes.RemoveRange(0, count);
        return bytes;
    }

    public string? Read()
    {
        while (true)
        {
            if (!SkipToEnd())
                return null;
            if (_isReady)
            {
                string text = Show(_beginning!, _ending) + " truncated";
                HandOut();
                return text;
            }

            int bare = _cut.IsStrict ? Enumerable.Range(0, _bytes.Count).FirstOrDefault(i => _cut.At(_bytes, i, true) is (0, LineEnding.Custom), -1) : -1;
            (int length, int width, LineEnding ending) = Find(false);
            bool isThere = ending != LineEnding.None || (_completed && _bytes.Count > 0);
            bool isBare = bare >= 0 && (bare < length || !isThere);
            if ((isBare ? bare : isThere ? length : _bytes.Count - _cut.Undecided(_bytes)) > maxLength)
            {
                _skipping = true;
                if (overflow == LineOverflow.Throw)
                    return nameof(LineTooLongException);
                if (overflow == LineOverflow.Truncate)
                    _beginning = [.. _bytes.Take(maxLength)];
                else
                    Discarded++;
            }
            else if (isBare)
            {
                _skipping = true;
                return nameof(LineFormatException);
            }
            else if (!isThere)
            {
                return null;
            }
            else
            {
                string text = Show([.. _bytes.Take(length)], ending);
                Take(length + width, ending);
                HandOut();
                return text;
            }
        }
    }

    public static string Show(ReadOnlySpan<byte> bytes, LineEnding ending) => $"{Convert.ToHexString(bytes)} {ending}";

    /// <summary>The line at the front: its length, and its terminator if that is there.</summary>
    private (int Length, int Width, LineEnding Ending) Find(bool mayWait)
    {
        for (int i = 0; i < _bytes.Count; i++)
        {
            (int width, LineEnding ending) = _cut.At(_bytes, i, mayWait);
            if (width > 0)
                return _cut.Lf && !_cut.Cr && ending == LineEnding.Lf && i > 0 && _bytes[i - 1] == '\r' ? (i - 1, 2, LineEnding.CrLf) : (i, width, ending);
        }

        return (_bytes.Count, 0, LineEnding.None);
    }

    private bool SkipToEnd()
    {
        if (!_skipping)
            return true;
        (int length, int width, LineEnding ending) = Find(false);
        if (ending == LineEnding.None && !_completed)
            return false;
        Take(length + width, ending);
        _skipping = false;
        (_refused, _isReady, _ending) = (_beginning is null, _beginning is not null, ending);
        return true;
    }

    private void Take(int count, LineEnding ending)
    {
        _bytes.RemoveRange(0, count);
        _lfMayCome = ending == LineEnding.Cr && _bytes.Count == 0;
    }

    private void HandOut() => (_refused, _isReady, _beginning) = (false, false, null);
}
