using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// Turns chunks in any encoding into UTF-8: however the bytes are cut, the same UTF-8 comes out. Malformed input becomes U+FFFD,
/// a byte order mark is passed on. Not thread-safe; one for each stream.
/// </summary>
internal sealed class Utf8Transcoder
{
    private const int ChunkChars = 1024;

    private readonly Decoder _decoder;
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private readonly bool _keepsNothing;

    public Utf8Transcoder(WebEncoding encoding)
    {
        _decoder = encoding.Encoding.GetDecoder();
        _keepsNothing = encoding.Encoding is SingleByteEncoding or ReplacementEncoding;
    }

    /// <summary>Transcodes <paramref name="source"/>, all of it.</summary>
    /// <param name="source">The next bytes; what is incomplete at their end is kept for the next call.</param>
    /// <param name="output">Receives the UTF-8.</param>
    /// <param name="isLast">Whether the stream ends here: something incomplete is malformed then.</param>
    public void Transcode(ReadOnlySpan<byte> source, IBufferWriter<byte> output, bool isLast)
    {
        Span<char> chars = stackalloc char[ChunkChars];
        // The base class's decoder, which those encodings have, throws when it is flushed of nothing.
        bool completed = source.IsEmpty && (!isLast || _keepsNothing);
        while (!completed)
        {
            _decoder.Convert(source, chars, isLast, out int bytesUsed, out int charsUsed, out completed);
            source = source[bytesUsed..];
            Write(chars[..charsUsed], output, isLast && completed);
        }
    }

    private void Write(ReadOnlySpan<char> chars, IBufferWriter<byte> output, bool isLast)
    {
        int most = Encoding.UTF8.GetMaxByteCount(chars.Length);
        int count = _encoder.GetBytes(chars, output.GetSpan(most), isLast);
        output.Advance(count);
    }
}
