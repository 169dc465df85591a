using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Tutorial.Net;

/// <content>The interfaces of text, which know no base and no formats, and what is said of a text that is no URL.</content>
public sealed partial class WebUrl : ISpanParsable<WebUrl>, IUtf8SpanParsable<WebUrl>, ISpanFormattable, IUtf8SpanFormattable
{
    /// <summary>How much of a text a message shows.</summary>
    private const int MostShown = 80;

    /// <summary>Gives the URL.</summary>
    /// <returns><see cref="Href"/>.</returns>
    public override string ToString() => Href;

    static WebUrl IParsable<WebUrl>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<WebUrl>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out WebUrl result) => TryParse(s, out result);

    static WebUrl ISpanParsable<WebUrl>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool ISpanParsable<WebUrl>.TryParse(
        ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out WebUrl result) => TryParse(s, out result);

    static WebUrl IUtf8SpanParsable<WebUrl>.Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text);

    static bool IUtf8SpanParsable<WebUrl>.TryParse(
        ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, [MaybeNullWhen(false)] out WebUrl result) => TryParse(utf8Text, out result);

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => Href;

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bool fits = Href.TryCopyTo(destination);
        charsWritten = fits ? Href.Length : 0;
        return fits;
    }

    bool IUtf8SpanFormattable.TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Encoding.ASCII.TryGetBytes(Href, utf8Destination, out bytesWritten);

    private static FormatException Malformed(ReadOnlySpan<char> text, UrlError error) => new(Shown(text) + error switch
    {
        UrlError.NoScheme => " is no absolute URL, and there is no base to resolve it against: it starts with no scheme, as in https://.",
        UrlError.BaseIsOpaque => " is relative, and nothing but a fragment can be relative to a base without a hierarchy, like mailto: or data:.",
        UrlError.NoHost => " is no URL: it names no host.",
        UrlError.BadHost => " is no URL: its host is no domain, no IPv4 address and no IPv6 address in brackets.",
        UrlError.BadPort => " is no URL: its port is no number from 0 to 65535.",
        _ => string.Create(CultureInfo.InvariantCulture, $" is too long: a URL has at most {MaxLength} characters."),
    });

    /// <summary>The beginning of a text in quotes, with what a terminal might obey or hide escaped.</summary>
    private static string Shown(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder("\"");
        foreach (char c in text[..Math.Min(text.Length, MostShown)])
        {
            if (c is >= ' ' and <= '~')
                shown.Append(c);
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }

        return shown.Append(text.Length > MostShown ? "…\"" : "\"").ToString();
    }
}
