using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// A URL as browsers have it: parsed, resolved and written by the URL standard (https://url.spec.whatwg.org/), with hosts in any
/// script (IDNA, UTS #46, Unicode 17). Immutable, so any thread may use it.
/// </summary>
/// <remarks>
/// <para><see cref="System.Uri"/> follows RFC 3986, and so takes other texts for URLs than browsers and servers do, and sees another
/// host or path in some. Where a program goes where a browser would go, or judges where a browser would go, this is the type;
/// <see cref="ToUri"/> leads to what takes a <see cref="System.Uri"/>.</para>
/// <para>What is parsed is what the standard's parser takes: white space around the text and line breaks in it are dropped, a backslash
/// is a slash where the scheme is http, https, ws, wss, ftp or file, dot segments are resolved, the scheme's own port is left out,
/// what must be is percent-encoded in UTF-8, and an IPv4 address may stand in any of its spellings. What came out is ASCII, and
/// parses to itself.</para>
/// <para>Neither the text nor the URL may be longer than <see cref="MaxLength"/>. A label of the host that is not ASCII has at most 256
/// code points; the standard sets no limit, and the DNS takes 63.</para>
/// <para>The components are those of JavaScript's <c>URL</c>, under the names that <see cref="System.Uri"/> gives them. All are parts of
/// <see cref="Href"/>, as it stands there: percent-encoded.</para>
/// </remarks>
/// <example>
/// <code>
/// WebUrl page = WebUrl.Parse("https://EXAMPLE.com:443/a/../docs/index.html");
/// Console.WriteLine(page);                                // https://example.com/docs/index.html
/// Console.WriteLine(page.Resolve("../new page?q=ü#top")); // https://example.com/new%20page?q=%C3%BC#top
/// if (!WebUrl.TryParse("http://a b/", out WebUrl? url))
///     Console.WriteLine("no URL");
/// </code>
/// </example>
public sealed partial class WebUrl
{
    /// <summary>The most characters of a URL, and of a text to parse: 2,097,152, as in Chromium.</summary>
    public const int MaxLength = 2 << 20;

    private readonly UrlParts _parts;
    private byte[]? _utf8;

    /// <param name="href">What the parser wrote.</param>
    /// <param name="parts">Where the components lie in it.</param>
    internal WebUrl(string href, in UrlParts parts)
    {
        Href = href;
        _parts = parts;
    }

    /// <summary>The whole URL, in ASCII.</summary>
    public string Href { get; }

    /// <summary>The scheme in small letters, without its colon: <c>https</c>.</summary>
    public string Scheme => Part(_parts.SchemeRange);

    /// <summary>The user name, percent-encoded; empty if there is none.</summary>
    public string Username => Part(_parts.UsernameRange);

    /// <summary>The password, percent-encoded; empty if there is none.</summary>
    public string Password => Part(_parts.PasswordRange);

    /// <summary>
    /// The host without the port: a domain in ASCII (<c>xn--…</c>), an IPv4 address as four numbers, an IPv6 address in brackets. Empty if
    /// there is none.
    /// </summary>
    public string Host => Part(_parts.HostRange);

    /// <summary>The port; null if the URL names none or its scheme's own, which is left out.</summary>
    public int? Port => Span[_parts.PortRange] is { IsEmpty: false } digits ? int.Parse(digits, provider: null) : null;

    /// <summary>The path. Starts with a slash wherever the scheme is http, https, ws, wss, ftp or file.</summary>
    public string Path => Part(_parts.PathRange);

    /// <summary>The query with its <c>?</c>; empty if there is none or if nothing follows the mark.</summary>
    public string Query => Part(_parts.QueryRange);

    /// <summary>The fragment with its <c>#</c>; empty if there is none or if nothing follows the mark.</summary>
    public string Fragment => Part(_parts.FragmentRange);

    /// <summary>
    /// The origin, <c>https://example.com:8443</c>: what the same-origin policy compares. <c>null</c>, the word, where that is opaque: for
    /// every scheme but http, https, ws, wss, ftp, and blob with the URL of a page.
    /// </summary>
    public string Origin
    {
        get
        {
            if (_parts.IsSpecial && _parts.Scheme != UrlScheme.File)
                return string.Concat(Span[..(_parts.SchemeEnd + 2)], Span[_parts.HostStart.._parts.AuthorityEnd]);
            WebUrl? page = Span[_parts.SchemeRange] is "blob" ? UrlParser.Parse(Span[_parts.PathRange]) : null;
            return page?._parts.Scheme is UrlScheme.Http or UrlScheme.Https ? page.Origin : "null";
        }
    }

    /// <summary>Where the components lie in <see cref="Href"/>.</summary>
    internal ref readonly UrlParts Parts => ref _parts;

    /// <summary><see cref="Href"/> in bytes, made when this is first a base.</summary>
    internal ReadOnlySpan<byte> Utf8 => _utf8 ??= Encoding.ASCII.GetBytes(Href);

    /// <summary>After the path's last slash: where a relative path goes on.</summary>
    internal int DirectoryEnd => _parts.PathStart + Utf8[_parts.PathRange].LastIndexOf((byte)'/') + 1;

    private ReadOnlySpan<char> Span => Href;

    /// <summary>Parses <paramref name="text"/>.</summary>
    /// <param name="text">A URL, or one relative to <paramref name="baseUrl"/>.</param>
    /// <param name="baseUrl">What a relative one is resolved against; null (the default): it must be absolute.</param>
    /// <returns>The URL.</returns>
    /// <exception cref="FormatException"><paramref name="text"/> is no URL; the message says why.</exception>
    public static WebUrl Parse(string text, WebUrl? baseUrl = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text.AsSpan(), baseUrl);
    }

    /// <inheritdoc cref="Parse(string, WebUrl?)"/>
    public static WebUrl Parse(ReadOnlySpan<char> text, WebUrl? baseUrl = null) =>
        Read(text, baseUrl, out UrlError error) ?? throw Malformed(text, error);

    /// <summary>Parses <paramref name="utf8"/>.</summary>
    /// <param name="utf8">A URL in UTF-8, or one relative to <paramref name="baseUrl"/>. What is no UTF-8 becomes U+FFFD.</param>
    /// <param name="baseUrl">What a relative one is resolved against; null (the default): it must be absolute.</param>
    /// <returns>The URL.</returns>
    /// <exception cref="FormatException"><paramref name="utf8"/> is no URL; the message says why.</exception>
    public static WebUrl Parse(ReadOnlySpan<byte> utf8, WebUrl? baseUrl = null) =>
        Read(utf8, baseUrl, out UrlError error)
            ?? throw Malformed(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 4 * MostShown)]), error);

    /// <summary>Parses <paramref name="text"/>, which must be absolute.</summary>
    /// <param name="text">A URL.</param>
    /// <param name="url">The URL; null if it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out WebUrl? url) => TryParse(text, null, out url);

    /// <summary>Parses <paramref name="text"/>.</summary>
    /// <param name="text">A URL, or one relative to <paramref name="baseUrl"/>.</param>
    /// <param name="baseUrl">What a relative one is resolved against; null: it must be absolute.</param>
    /// <param name="url">The URL; null if it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, WebUrl? baseUrl, [NotNullWhen(true)] out WebUrl? url) =>
        (url = Read(text, baseUrl, out _)) is not null;

    /// <summary>Parses <paramref name="utf8"/>, which must be absolute.</summary>
    /// <param name="utf8">A URL in UTF-8. What is no UTF-8 becomes U+FFFD.</param>
    /// <param name="url">The URL; null if it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out WebUrl? url) => TryParse(utf8, null, out url);

    /// <summary>Parses <paramref name="utf8"/>.</summary>
    /// <param name="utf8">A URL in UTF-8, or one relative to <paramref name="baseUrl"/>. What is no UTF-8 becomes U+FFFD.</param>
    /// <param name="baseUrl">What a relative one is resolved against; null: it must be absolute.</param>
    /// <param name="url">The URL; null if it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, WebUrl? baseUrl, [NotNullWhen(true)] out WebUrl? url) =>
        (url = Read(utf8, baseUrl, out _)) is not null;

    /// <summary>Resolves a reference against this URL: where a link that says so leads from here.</summary>
    /// <param name="reference">A relative or an absolute URL.</param>
    /// <returns>The URL that it means.</returns>
    /// <exception cref="FormatException">It means none; the message says why. <see cref="TryParse(ReadOnlySpan{char}, WebUrl?, out WebUrl?)"/>
    /// with this URL as its base does not throw.</exception>
    public WebUrl Resolve(string reference) => Parse(reference, this);

    /// <summary>The same URL as <see cref="System.Uri"/> reads it.</summary>
    /// <returns>A new absolute <see cref="System.Uri"/>.</returns>
    /// <exception cref="UriFormatException"><see cref="System.Uri"/> takes it for none: its hosts are fewer.</exception>
    public Uri ToUri() => new(Href);

    private static WebUrl? Read(ReadOnlySpan<char> text, WebUrl? baseUrl, out UrlError error)
    {
        string? href = null;
        UrlParts parts = default;
        error = text.Length > MaxLength ? UrlError.TooLong : UrlParser.Resolve(text, baseUrl, null, out href, out parts);
        return Checked(href, parts, ref error);
    }

    private static WebUrl? Read(ReadOnlySpan<byte> utf8, WebUrl? baseUrl, out UrlError error)
    {
        string? href = null;
        UrlParts parts = default;
        error = utf8.Length > MaxLength ? UrlError.TooLong : UrlParser.Resolve(utf8, baseUrl, null, out href, out parts);
        return Checked(href, parts, ref error);
    }

    private static WebUrl? Checked(string? href, in UrlParts parts, ref UrlError error)
    {
        if (href?.Length > MaxLength)
            error = UrlError.TooLong;
        return error == UrlError.None ? new WebUrl(href!, parts) : null;
    }

    private string Part(Range range) => Href[range];
}
