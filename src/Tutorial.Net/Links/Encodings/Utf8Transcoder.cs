using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// Turns chunks in any encoding into UTF-8: however the bytes are cut, the same UTF-8 comes out. Malformed input becomes U+FFFD,
/// a byte order mark is passed on; of "replacement" nothing comes. Not thread-safe; one for each stream.
/// </summary>
internal sealed class Utf8Transcoder(WebEncoding encoding)
{
    private const int ChunkChars = 1024;

    private readonly Decoder? _decoder = encoding.StartDecoder();
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();

    /// <summary>Transcodes <paramref name="source"/>, all of it.</summary>
    /// <param name="source">The next bytes; what is incomplete at their end is kept for the next call.</param>
    /// <param name="output">Receives the UTF-8.</param>
    /// <param name="isLast">Whether the stream ends here: something incomplete is malformed then.</param>
    public void Transcode(ReadOnlySpan<byte> source, IBufferWriter<byte> output, bool isLast)
    {
        if (_decoder is null)
            return;
        Span<char> chars = stackalloc char[ChunkChars];
        bool completed = source.IsEmpty && !isLast;
        while (!completed)
        {
            _decoder.Convert(source, chars, isLast, out int bytesUsed, out int charsUsed, out completed);
            source = source[bytesUsed..];
            Span<byte> utf8 = output.GetSpan(Encoding.UTF8.GetMaxByteCount(charsUsed));
            output.Advance(_encoder.GetBytes(chars[..charsUsed], utf8, isLast && completed));
        }
    }
}
