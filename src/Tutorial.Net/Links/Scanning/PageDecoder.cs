using System.Buffers;

namespace Tutorial.Net;

/// <summary>
/// Finds out a page's encoding while its first bytes are read already, and turns what is not ASCII-compatible into UTF-8. It knows
/// nothing of who reads what it gives.
/// </summary>
/// <remarks>
/// ASCII is the same in every encoding that a page can name, so it is read before the encoding is known; the first byte that is not
/// waits until the prescan has said what it means. That keeps a slow page's links from waiting for 1,024 bytes, and makes the
/// outcome the same however the bytes come: the reading changes at that byte, or behind the first 1,024.
/// </remarks>
/// <param name="charset">The charset that came with the page.</param>
/// <param name="fallback">For a page that does not say.</param>
/// <param name="told">What is known already; null: to be found out. A mark is no part of the bytes then.</param>
internal sealed class PageDecoder(string? charset, WebEncoding? fallback, PageCharset? told = null)
{
    private const int TranscodedChunk = 4096;

    /// <summary>ASCII but for NUL (UTF-16) and the shifts of ISO-2022.</summary>
    private static readonly SearchValues<byte> Plain = AsciiBytes.AllBut("\x0E\x0F\x1B");

    private readonly byte[] _head = new byte[CharsetDetector.PrescanLength];
    private int _headLength;
    /// <summary>How many bytes were given out as ASCII.</summary>
    private int _plainLength;
    private int _mark;
    private Phase _phase;
    private Utf8Transcoder? _transcoder;
    private ArrayBufferWriter<byte>? _utf8;
    private int _transcodedLength;
    private readonly bool _isTold = told is not null;
    private bool _flushed;

    private enum Phase : byte
    {
        /// <summary>Nothing was given out: a byte order mark may come.</summary>
        Start,

        /// <summary>What is ASCII is given out, in the first bytes.</summary>
        Plain,

        /// <summary>The encoding is known and in use.</summary>
        Rest,
    }

    /// <summary>How the bytes that it gives are read; null while that is open.</summary>
    public PageCharset? Charset { get; private set; } = told;

    /// <summary>Whether no more bytes will come.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>Whether all of the page has been given out, as far as that depends on the decoder.</summary>
    public bool IsAtEnd => IsCompleted && _phase == Phase.Rest && (_transcoder is null || _flushed);

    private ReadOnlySpan<byte> Head => _head.AsSpan(0, _headLength);

    /// <summary>Sees the bytes as they come in, before anything else does.</summary>
    public void Observe(ReadOnlySpan<byte> bytes)
    {
        if (_phase == Phase.Rest || _isTold)
            return;
        int length = Math.Min(bytes.Length, _head.Length - _headLength);
        bytes[..length].CopyTo(_head.AsSpan(_headLength));
        _headLength += length;
    }

    /// <summary>No more bytes will come.</summary>
    public void Complete() => IsCompleted = true;

    /// <summary>
    /// The next bytes to scan, of <paramref name="raw"/> or made of them; the same until <see cref="Consume"/>, or more.
    /// </summary>
    /// <param name="raw">All bytes that are not consumed yet.</param>
    /// <param name="declared">What a <c>meta</c> named in what was read so far.</param>
    public DecodedBytes Next(ReadOnlySpan<byte> raw, WebEncoding? declared)
    {
        if (_phase == Phase.Start)
            Start(declared);
        if (_phase == Phase.Plain)
        {
            int length = PlainLength(declared);
            if (_phase == Phase.Plain)
                return new DecodedBytes(raw[..length], length);
        }

        if (_phase == Phase.Start || _mark > 0)
            return new DecodedBytes(default, _phase == Phase.Start ? 0 : _mark) { IsMark = _phase == Phase.Rest };
        return _transcoder is null ? new DecodedBytes(raw, raw.Length) : Transcode(raw);
    }

    /// <summary>What <see cref="Next"/> gave is used up.</summary>
    public void Consume(int rawLength)
    {
        if (_phase == Phase.Plain)
            _plainLength += rawLength;
        _mark = 0;
        _utf8?.ResetWrittenCount();
    }

    /// <summary>Finds out the encoding if the bytes so far tell it; false while they do not.</summary>
    /// <param name="declared">What a <c>meta</c> named that the prescan did not understand, before anything that is not ASCII.</param>
    public bool TryDecide(WebEncoding? declared)
    {
        if (Charset is not null)
            return true;
        if (!IsCompleted && CharsetDetector.NeedsMore(Head, charset))
            return false;
        (WebEncoding encoding, CharsetSource source, _) = CharsetDetector.Detect(Head, charset, fallback);
        bool isCertain = CharsetDetector.IsCertain(encoding, source);
        Charset = PageCharset.Of(isCertain ? encoding : declared ?? encoding, isCertain);
        return true;
    }

    /// <summary>The bytes that follow are in an encoding that has to be transcoded.</summary>
    public void Switch(WebEncoding encoding)
    {
        Charset = PageCharset.Of(encoding, isCertain: true);
        EnterRest();
    }

    /// <summary>The very first bytes: a byte order mark, or a charset that came with the page, settle it at once.</summary>
    private void Start(WebEncoding? declared)
    {
        if (Charset is not null)
        {
            EnterRest();
            return;
        }

        bool told = charset is not null && WebEncoding.Find(charset) is not null;
        if (!told && _headLength > 0 && Plain.Contains(_head[0]))
        {
            // Before a NUL it is half a character of UTF-16, which nothing may be taken from; no link ends in one byte.
            if (_headLength == 1 && !IsCompleted)
                return;
            if (_headLength == 1 || _head[1] != 0)
            {
                _phase = Phase.Plain;
                return;
            }
        }

        if ((_headLength > 0 || IsCompleted) && TryDecide(declared))
        {
            _mark = CharsetDetector.Detect(Head, charset, fallback).BomLength;
            EnterRest();
        }
    }

    /// <summary>How many more of the first bytes are ASCII; without any, once the encoding can be known, the rest begins.</summary>
    private int PlainLength(WebEncoding? declared)
    {
        ReadOnlySpan<byte> rest = Head[_plainLength..];
        int length = rest.IndexOfAnyExcept(Plain);
        if (length is > 0 or < 0 && !rest.IsEmpty)
            return length < 0 ? rest.Length : length;
        bool ends = length == 0 || IsCompleted || _headLength == _head.Length;
        if (ends && TryDecide(declared))
            EnterRest();
        return 0;
    }

    private void EnterRest()
    {
        _phase = Phase.Rest;
        if (!Charset!.IsTranscoded || Charset.Encoding.IsAsciiCompatible)
            return;
        _transcoder = new Utf8Transcoder(Charset.Encoding);
        _utf8 = new ArrayBufferWriter<byte>(TranscodedChunk * 3);
    }

    private DecodedBytes Transcode(ReadOnlySpan<byte> raw)
    {
        if (_utf8!.WrittenCount == 0)
        {
            _transcodedLength = Math.Min(raw.Length, TranscodedChunk);
            bool last = IsCompleted && _transcodedLength == raw.Length;
            if (_transcodedLength > 0 || (last && !_flushed))
                _transcoder!.Transcode(raw[.._transcodedLength], _utf8, last);
            _flushed |= last;
        }

        return new DecodedBytes(_utf8.WrittenSpan, _transcodedLength);
    }
}
