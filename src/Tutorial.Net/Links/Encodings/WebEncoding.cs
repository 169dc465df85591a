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
/// Unicode got later. None of that touches a byte below 0x40, which is all that markup is found by.
/// </remarks>
internal sealed class WebEncoding
{
    private static readonly ConcurrentDictionary<string, WebEncoding> Known = new(StringComparer.Ordinal);

    private readonly Lazy<QueryEncoder?> _queryEncoder;

    // Before anything else: AngleSharp's text classes look the code pages up when they are first touched, and keep UTF-8 for
    // good in place of those that are not registered by then.
    static WebEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private WebEncoding(string name)
    {
        Name = name;
        Encoding = CreateEncoding(name);
        IsAsciiCompatible = name is not ("UTF-16BE" or "UTF-16LE" or "ISO-2022-JP" or "replacement");
        _queryEncoder = new Lazy<QueryEncoder?>(() => CreateQueryEncoder(name, Encoding));
    }

    public static WebEncoding Utf8 => ByName("UTF-8");

    public static WebEncoding Windows1252 => ByName("windows-1252");

    /// <summary>The name as the standard writes it: <c>UTF-8</c>, <c>windows-1252</c>, <c>Shift_JIS</c>.</summary>
    public string Name { get; }

    /// <summary>Decodes (U+FFFD for what is malformed, no byte order mark handled). Not for encoding: see
    /// <see cref="QueryEncoder"/>.</summary>
    public Encoding Encoding { get; }

    /// <summary>
    /// Whether a byte below 0x40 always is that ASCII character, so that tags are found without decoding. UTF-16, ISO-2022-JP
    /// and "replacement" (encodings the standard refuses to decode) are not, and go through a <see cref="Utf8Transcoder"/>.
    /// </summary>
    public bool IsAsciiCompatible { get; }

    /// <summary>What puts a URL's query into this encoding; null where that is UTF-8 (the Unicode encodings and replacement).</summary>
    public QueryEncoder? QueryEncoder => _queryEncoder.Value;

    /// <summary>Finds the encoding of a label; null for a label that the standard does not know.</summary>
    public static WebEncoding? Find(ReadOnlySpan<char> label) => EncodingLabels.FindName(label) is string name ? ByName(name) : null;

    public override string ToString() => Name;

    private static WebEncoding ByName(string name) => Known.GetOrAdd(name, static key => new WebEncoding(key));

    private static Encoding CreateEncoding(string name) => name switch
    {
        "UTF-8" => new UTF8Encoding(false),
        "UTF-16LE" => new UnicodeEncoding(false, false),
        "UTF-16BE" => new UnicodeEncoding(true, false),
        // The standard has one decoder for the two; code page 936 would miss the euro sign and all four-byte sequences.
        "GBK" or "gb18030" => CodePage(54936),
        "Big5" => new CodePageEncoding(CodePage(950), isShiftJis: false),
        "EUC-JP" => new CodePageEncoding(CodePage(51932), isShiftJis: false),
        "ISO-2022-JP" => new Iso2022JpEncoding(CodePage(51932)),
        "Shift_JIS" => new CodePageEncoding(CodePage(932), isShiftJis: true),
        "EUC-KR" => new CodePageEncoding(CodePage(949), isShiftJis: false),
        "replacement" => new ReplacementEncoding(),
        _ => new SingleByteEncoding(SingleByteTables.Find(name) ?? throw new ArgumentException($"No table for {name}.", nameof(name))),
    };

    private static QueryEncoder? CreateQueryEncoder(string name, Encoding encoding) => name switch
    {
        "UTF-8" or "UTF-16LE" or "UTF-16BE" or "replacement" => null,
        "ISO-2022-JP" => new Iso2022JpQueryEncoder(CodePage(51932)),
        _ => new LegacyQueryEncoder(name, encoding),
    };

    // What cannot be encoded comes back as nothing; the best fit that .NET would take instead is not the standard's.
    private static Encoding CodePage(int number) =>
        Encoding.GetEncoding(number, new EncoderReplacementFallback(""), new CodePageDecoderFallback(Encoding.GetEncoding(number)));
}
