using System.Text;

namespace Tutorial.Net;

/// <summary>
/// What a <c>meta</c> tag tells a tree builder about the page's encoding (HTML standard, "in head", and 13.2.3.4, "changing the
/// encoding while parsing"). Unlike the prescan it sees whole tags wherever they stand, and character references in their values.
/// </summary>
internal static class MetaCharset
{
    /// <summary>The longest value that is looked at, in bytes: the default of <c>LinkExtractorOptions.MaxAttributeLength</c>.</summary>
    private const int MaxValueLength = 65_536;

    private static readonly TagInterest MetaOnly = MakeInterest();

    /// <summary>The encoding that the tag declares; null for none.</summary>
    /// <param name="tag">A meta's start tag.</param>
    /// <param name="encoding">How its values are read.</param>
    public static WebEncoding? Of(TagView tag, WebEncoding encoding)
    {
        var scratch = default(ByteBuffer);
        WebEncoding? declared = tag.TryGet(HtmlAttribute.Charset, out ReadOnlySpan<byte> charset)
            ? WebEncoding.Find(Encoding.UTF8.GetString(ValueDecoder.Value(charset, encoding, ref scratch))) : null;
        if (declared is null && tag.TryGet(HtmlAttribute.Content, out ReadOnlySpan<byte> content) && IsPragma(tag, encoding, "content-type"u8))
            declared = MetaPrescan.FromContent(Encoding.UTF8.GetString(ValueDecoder.Value(content, encoding, ref scratch)));
        scratch.Dispose();
        return MetaPrescan.Usable(declared);
    }

    /// <summary>What the first <c>meta</c> of a page that names an encoding names; null if none does.</summary>
    /// <param name="html">The page, all of it.</param>
    /// <param name="encoding">What it is taken for so far.</param>
    public static WebEncoding? First(ReadOnlySpan<byte> html, WebEncoding encoding)
    {
        if (!encoding.IsAsciiCompatible)
        {
            html = Encoding.UTF8.GetBytes(encoding.Decode(html));
            encoding = WebEncoding.Utf8;
        }

        using var tokenizer = new TagTokenizer(MetaOnly, MaxValueLength);
        while (tokenizer.Read(html))
        {
            TagView tag = tokenizer.View(html);
            if (tag is { Element: HtmlElement.Meta, IsHtml: true, IsEndTag: false } && Of(tag, encoding) is { } declared)
                return declared;
        }

        return null;
    }

    /// <summary>Whether the tag's <c>http-equiv</c> is this keyword: in any case, and with nothing around it.</summary>
    public static bool IsPragma(TagView tag, WebEncoding encoding, ReadOnlySpan<byte> keyword)
    {
        if (!tag.TryGet(HtmlAttribute.HttpEquiv, out ReadOnlySpan<byte> value))
            return false;
        var scratch = default(ByteBuffer);
        bool isIt = Ascii.EqualsIgnoreCase(ValueDecoder.Value(value, encoding, ref scratch), keyword);
        scratch.Dispose();
        return isIt;
    }

    private static TagInterest MakeInterest()
    {
        var interest = new TagInterest();
        interest.Want(HtmlElement.Meta, HtmlAttributes.Set(HtmlAttribute.Charset, HtmlAttribute.Content, HtmlAttribute.HttpEquiv));
        return interest;
    }
}
