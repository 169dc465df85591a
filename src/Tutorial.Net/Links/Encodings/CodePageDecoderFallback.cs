using System.Text;

namespace Tutorial.Net;

/// <summary>
/// What a code page makes of bytes that it would not get back from encoding. Some of them are characters all the same (398 in
/// Shift_JIS have two places), which .NET only tells through its "best fit"; what it does not know at all becomes U+FFFD, and an
/// ASCII byte behind a stray lead byte stays, as the Encoding Standard has it.
/// </summary>
internal sealed class CodePageDecoderFallback(Encoding bestFit) : DecoderFallback
{
    private const int Gb18030 = 54936;

    public override int MaxCharCount => 2;

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(bestFit);

    private sealed class Buffer(Encoding bestFit) : DecoderFallbackBuffer
    {
        private string _text = "";
        private int _at;

        public override int Remaining => _text.Length - _at;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            if (bytesUnknown is [0x80] && bestFit.CodePage == Gb18030)
            {
                // From the days when GBK was Microsoft's; the standard's decoder for both has it.
                _text = "\u20AC";
                _at = 0;
                return true;
            }

            string known = bytesUnknown.Length == 2 ? bestFit.GetString(bytesUnknown) : "?";
            // The best fit says ? for nothing, and makes private-use characters of what has no meaning.
            if (known.Length == 1 && known[0] is > '\u007F' and not (>= '\uE000' and <= '\uF8FF') and not '\uFFFD' and not '\u30FB')
                _text = known;
            else
                _text = bytesUnknown[^1] < 0x80 && bytesUnknown.Length > 1 ? "\uFFFD" + (char)bytesUnknown[^1] : "\uFFFD";
            _at = 0;
            return true;
        }

        public override char GetNextChar() => _at < _text.Length ? _text[_at++] : '\0';

        public override bool MovePrevious()
        {
            if (_at == 0)
                return false;
            _at--;
            return true;
        }

        public override void Reset()
        {
            _text = "";
            _at = 0;
        }
    }
}
