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
            string known = bytesUnknown.Length == 2 ? bestFit.GetString(bytesUnknown) : "?";
            _at = 0;
            // From the days when GBK was Microsoft's; the standard's decoder for both has it.
            if (bytesUnknown is [0x80] && bestFit.CodePage == Gb18030)
                _text = "\u20AC";
            // The best fit says ? for nothing, and makes private-use characters of what has no meaning.
            else if (known is [> '\u007F' and not (>= '\uE000' and <= '\uF8FF') and not '\uFFFD' and not '\u30FB'])
                _text = known;
            else
                _text = bytesUnknown is [_, .., < 0x80] ? "\uFFFD" + (char)bytesUnknown[^1] : "\uFFFD";
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
