using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// An encoding of the Encoding Standard (https://encoding.spec.whatwg.org/) for a page: how its bytes are decoded, whether its
/// markup can be read byte by byte, and how the queries of its links are encoded. Immutable; any thread may use it.
/// </summary>
/// <remarks>
/// The single-byte encodings are the standard's own tables. The multi-byte ones of the East are .NET's code pages, which are
/// close, not equal: Big5 lacks the Hong Kong supplement, EUC-JP lacks JIS X 0212, and GBK has private-use characters for 20 that
/// Unicode got later. None of that touches a byte below 0x40, and markup is found by those alone but for one thing: the brackets that end
/// a CDATA section may be second bytes of Shift_JIS, GBK, gb18030 and Big5 (docs/links.md, "Not guaranteed").
/// </remarks>
internal sealed class WebEncoding
{
    private static readonly ConcurrentDictionary<string, WebEncoding> Known = new(StringComparer.Ordinal);

    private readonly Lazy<QueryEncoder?> _queryEncoder;

    /// <summary>.NET's encoding; null for those that it does not have, or not as the standard has them.</summary>
    private readonly Encoding? _platform;
    private readonly SingleByteEncoding? _singleByte;

    // Before anything else: AngleSharp's text classes look the code pages up when they are first touched, and keep UTF-8 for
    // good in place of those that are not registered by then.
    static WebEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private WebEncoding(string name)
    {
        Name = name;
        _platform = FindPlatform(name);
        _singleByte = SingleByteTables.Find(name) is string upper ? new SingleByteEncoding(upper) : null;
        IsAsciiCompatible = name is not ("UTF-16BE" or "UTF-16LE" or "ISO-2022-JP" or "replacement");
        _queryEncoder = new Lazy<QueryEncoder?>(MakeQueryEncoder);
    }

    public static WebEncoding Utf8 => ByName("UTF-8");

    public static WebEncoding Windows1252 => ByName("windows-1252");

    /// <summary>The name as the standard writes it: <c>UTF-8</c>, <c>windows-1252</c>, <c>Shift_JIS</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// Whether a byte below 0x40 always is that ASCII character, so that tags and comments are found without decoding. UTF-16,
    /// ISO-2022-JP and "replacement" are not, and go through a <see cref="Utf8Transcoder"/>.
    /// </summary>
    public bool IsAsciiCompatible { get; }

    /// <summary>
    /// Whether it is "replacement", for labels whose encodings (ISO-2022-KR, HZ) were used to smuggle markup past filters: a page in it
    /// is one U+FFFD, and no tag comes out of it.
    /// </summary>
    public bool IsReplacement => Name == "replacement";

    /// <summary>What puts a URL's query into this encoding; null where that is UTF-8 (the Unicode encodings and replacement).</summary>
    public QueryEncoder? QueryEncoder => _queryEncoder.Value;

    /// <summary>Finds the encoding of a label; null for a label that the standard does not know.</summary>
    public static WebEncoding? Find(ReadOnlySpan<char> label) => EncodingLabels.FindName(label) is string name ? ByName(name) : null;

    /// <summary>How many chars <see cref="Decode(ReadOnlySpan{byte}, Span{char})"/> may make of so many bytes.</summary>
    public static int MaxChars(int bytes) => bytes + (2 * Iso2022JpDecoder.MostAtOnce);

    /// <summary>Decodes what is all there: U+FFFD for what is malformed, no byte order mark handled.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="chars">Has room for <see cref="MaxChars"/>.</param>
    /// <returns>How many chars they are.</returns>
    public int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (_singleByte is not null)
            return _singleByte.Decode(bytes, chars);
        if (_platform is null)
        {
            chars[0] = '\uFFFD';
            return Math.Min(bytes.Length, 1);
        }

        if (Name == "ISO-2022-JP")
        {
            new Iso2022JpDecoder(_platform).Convert(bytes, chars, flush: true, out _, out int made, out _);
            return made;
        }

        int count = _platform.GetChars(bytes, chars);
        if (Name is "Big5" or "EUC-JP" or "EUC-KR" or "Shift_JIS")
            Correct(chars[..count]);
        return count;
    }

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, Span{char})"/>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        char[] chars = ArrayPool<char>.Shared.Rent(MaxChars(bytes.Length));
        string text = new(chars, 0, Decode(bytes, chars));
        ArrayPool<char>.Shared.Return(chars);
        return text;
    }

    /// <summary>Decodes a stream in an encoding that is not <see cref="IsAsciiCompatible"/>; null: nothing comes of it.</summary>
    public Decoder? StartDecoder() => Name == "ISO-2022-JP" ? new Iso2022JpDecoder(_platform!) : _platform?.GetDecoder();

    public override string ToString() => Name;

    private static WebEncoding ByName(string name) => Known.GetOrAdd(name, static key => new WebEncoding(key));

    private static Encoding? FindPlatform(string name) => name switch
    {
        "UTF-8" => new UTF8Encoding(false),
        "UTF-16LE" => new UnicodeEncoding(false, false),
        "UTF-16BE" => new UnicodeEncoding(true, false),
        // The standard has one decoder for the two; code page 936 would miss the euro sign and all four-byte sequences.
        "GBK" or "gb18030" => CodePage(54936),
        "Big5" => CodePage(950),
        // The bytes of ISO-2022-JP's kanji are those of EUC-JP without the high bit.
        "EUC-JP" or "ISO-2022-JP" => CodePage(51932),
        "Shift_JIS" => CodePage(932),
        "EUC-KR" => CodePage(949),
        _ => null,
    };

    private QueryEncoder? MakeQueryEncoder() => Name switch
    {
        "UTF-8" or "UTF-16LE" or "UTF-16BE" or "replacement" => null,
        "ISO-2022-JP" => new Iso2022JpQueryEncoder(_platform!),
        _ => _singleByte ?? (QueryEncoder)new CodePageQueryEncoder(Name, _platform!),
    };

    // What cannot be encoded comes back as nothing; the best fit that .NET would take instead is not the standard's.
    private static Encoding CodePage(int number) =>
        Encoding.GetEncoding(number, new EncoderReplacementFallback(""), new CodePageDecoderFallback(Encoding.GetEncoding(number)));

    /// <summary>
    /// Makes what the standard calls an error U+FFFD: .NET has private-use characters for bytes that stand for nothing, and U+0080 for a
    /// stray 0x80. Shift_JIS has both, for a user's own glyphs, but for four.
    /// </summary>
    private void Correct(Span<char> chars)
    {
        bool isShiftJis = Name == "Shift_JIS";
        foreach (ref char c in chars)
        {
            if (isShiftJis ? c is >= '\uF8F0' and <= '\uF8F3' : c is '\u0080' or (>= '\uE000' and <= '\uF8FF'))
                c = '\uFFFD';
        }
    }
}
