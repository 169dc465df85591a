using System.Text;

namespace Tutorial.Net;

/// <summary>
/// What a <c>meta</c> tag tells a tree builder about the page's encoding (HTML standard, "in head", and 13.2.3.4, "changing the
/// encoding while parsing"). Unlike the prescan it sees whole tags wherever they stand, and character references in their values.
/// </summary>
internal static class MetaCharset
{
    /// <summary>The longest value that is looked at, in bytes: the default of
    /// <see cref="LinkExtractorOptions.MaxAttributeLength"/>.</summary>
    private const int MaxValueLength = 65_536;

    private static readonly TagInterest MetaOnly = MakeInterest();

    /// <summary>The encoding that the tag declares; null for none.</summary>
    /// <param name="tag">A meta's start tag.</param>
    /// <param name="data">The bytes at hand.</param>
    /// <param name="encoding">How its values are read.</param>
    public static WebEncoding? Of(TagBuilder tag, ReadOnlySpan<byte> data, WebEncoding encoding)
    {
        int charset = tag.IndexOf(HtmlAttribute.Charset);
        WebEncoding? declared = charset < 0 ? null : WebEncoding.Find(TextDecoder.Value(tag.Value(charset, data), encoding));
        int content = tag.IndexOf(HtmlAttribute.Content);
        if (declared is null && content >= 0 && IsPragma(tag, data, encoding, "content-type"))
            declared = MetaPrescan.FromContent(TextDecoder.Value(tag.Value(content, data), encoding));
        return MetaPrescan.Usable(declared);
    }

    /// <summary>What the first <c>meta</c> of a page that names an encoding names; null if none does.</summary>
    /// <param name="html">The page, all of it.</param>
    /// <param name="encoding">What it is taken for so far.</param>
    public static WebEncoding? First(ReadOnlySpan<byte> html, WebEncoding encoding)
    {
        if (!encoding.IsAsciiCompatible)
        {
            html = Encoding.UTF8.GetBytes(encoding.Encoding.GetString(html));
            encoding = WebEncoding.Utf8;
        }

        using var tokenizer = new TagTokenizer(MetaOnly, MaxValueLength);
        while (tokenizer.Read(html))
        {
            if (tokenizer.Tag is { Element: HtmlElement.Meta, Namespace: MarkupNamespace.Html, IsEndTag: false }
                && Of(tokenizer.Tag, html, encoding) is { } declared)
            {
                return declared;
            }
        }

        return null;
    }

    /// <summary>Whether the tag's <c>http-equiv</c> is this keyword: in any case, and with nothing around it.</summary>
    public static bool IsPragma(TagBuilder tag, ReadOnlySpan<byte> data, WebEncoding encoding, string keyword)
    {
        int index = tag.IndexOf(HtmlAttribute.HttpEquiv);
        return index >= 0 && Ascii.EqualsIgnoreCase(TextDecoder.Value(tag.Value(index, data), encoding), keyword);
    }

    private static TagInterest MakeInterest()
    {
        var interest = new TagInterest();
        interest.Want(HtmlElement.Meta, HtmlAttributes.Set(HtmlAttribute.Charset, HtmlAttribute.Content, HtmlAttribute.HttpEquiv));
        return interest;
    }
}
