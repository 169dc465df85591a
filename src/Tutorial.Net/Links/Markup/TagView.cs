using System.Text;

namespace Tutorial.Net;

/// <summary>
/// A tag as those see it who make something of it: the one way to its bytes, whether they lie in the window or were kept. It cannot
/// outlive the window.
/// </summary>
internal readonly ref struct TagView(CurrentTag tag, ReadOnlySpan<byte> window)
{
    private readonly ReadOnlySpan<byte> _window = window;

    public HtmlElement Element => tag.Element;

    public MarkupNamespace Namespace => tag.Namespace;

    public bool IsHtml => tag.Namespace == MarkupNamespace.Html;

    public bool IsEndTag => tag.IsEndTag;

    public bool IsSelfClosing => tag.IsSelfClosing;

    public long Offset => tag.Offset;

    /// <summary>How many attributes were taken.</summary>
    public int Count => tag.Count;

    public ReadOnlySpan<byte> Name => tag.Bytes.Read(tag.Name, _window);

    public HtmlAttribute Id(int index) => tag[index].Id;

    public ReadOnlySpan<byte> Value(int index) => tag.Bytes.Read(tag[index].Value, _window);

    /// <summary>The value and what happens to lie behind it.</summary>
    public ReadOnlySpan<byte> ValueAndMore(int index, out int length)
    {
        TagPiece value = tag[index].Value;
        length = value.Length;
        return tag.Bytes.ReadOn(value, _window);
    }

    /// <summary>Only where every attribute is taken.</summary>
    public ReadOnlySpan<byte> AttributeName(int index) => tag.Bytes.Read(tag[index].Name, _window);

    public bool Has(HtmlAttribute attribute) => TryGet(attribute, out _);

    public bool TryGet(HtmlAttribute attribute, out ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < tag.Count; i++)
        {
            if (tag[i].Id != attribute)
                continue;
            value = Value(i);
            return true;
        }

        value = default;
        return false;
    }

    public bool HasHtmlEncoding()
    {
        if (!TryGet(HtmlAttribute.Encoding, out ReadOnlySpan<byte> value))
            return false;
        var scratch = default(ByteBuffer);
        // Whatever the page's charset is, these are ASCII in it.
        CharacterReferences.Append(ref scratch, value, ReferenceRules.Attribute);
        bool isIt = Ascii.EqualsIgnoreCase(scratch.Written, "text/html"u8) || Ascii.EqualsIgnoreCase(scratch.Written, "application/xhtml+xml"u8);
        scratch.Dispose();
        return isIt;
    }
}
