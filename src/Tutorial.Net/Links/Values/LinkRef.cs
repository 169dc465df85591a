using System.Text;

namespace Tutorial.Net;

/// <summary>
/// A link whose texts are still the scanner's bytes: to look at, and to make a <see cref="Link"/> of where it is worth one. Valid until
/// the next read of whatever handed it out; reading one allocates nothing.
/// </summary>
/// <example><code>
/// var seen = new HashSet&lt;ulong&gt;();
/// foreach (LinkRef link in new LinkExtractor().Enumerate("&lt;a href=/b&gt;"u8, "http://a/"))
///     if (link.Kind == LinkKind.Hyperlink &amp;&amp; seen.Add(link.UrlHash))
///         Console.WriteLine(link.ToLink().Url);
/// </code></example>
public readonly ref struct LinkRef
{
    private readonly ref readonly LinkRecord _record;
    private readonly LinkBatch _links;

    internal LinkRef(ref readonly LinkRecord record, LinkBatch links)
    {
        _record = ref record;
        _links = links;
    }

    /// <summary>As <see cref="Link.Url"/>, in UTF-8; ASCII unless it is no URL.</summary>
    public ReadOnlySpan<byte> Url => _record.Url.Of(_links.Bytes.Written);

    /// <summary>As <see cref="Link.RawValue"/>, in UTF-8.</summary>
    public ReadOnlySpan<byte> RawValue => _record.Raw.Of(_links.Bytes.Written);

    /// <summary>What it is for.</summary>
    public LinkKind Kind => _record.Kind;

    /// <summary>As <see cref="Link.Element"/>; made when it is first asked for where HTML does not know the element.</summary>
    public string Element => _links.NameOf(_record);

    /// <summary>As <see cref="Link.Attribute"/>.</summary>
    public string Attribute => _record.Attribute;

    /// <summary>As <see cref="Link.Rel"/>, in UTF-8; empty without one.</summary>
    public ReadOnlySpan<byte> Rel => _record.Rel.Of(_links.Bytes.Written);

    /// <summary>As <see cref="Link.NoFollow"/>.</summary>
    public bool NoFollow => _record.NoFollow;

    /// <summary>As <see cref="Link.Text"/>, in UTF-8; empty without one.</summary>
    public ReadOnlySpan<byte> Text => _record.Text.Of(_links.Bytes.Written);

    /// <summary>As <see cref="Link.Offset"/>, in bytes.</summary>
    public long Offset => _record.Position.Offset;

    /// <summary>The line of the start tag, from 1.</summary>
    public int LineNumber => _record.Position.Line;

    /// <summary>The column of the start tag, from 1, in bytes.</summary>
    public int ColumnNumber => _record.Position.Column;

    /// <summary>
    /// XXH64 of <see cref="Url"/>, seed 0: the same in every process and every other implementation, so it may be stored. Of a billion
    /// different URLs two share one by chance with a probability of 3 %; whoever wants to make two on purpose can.
    /// </summary>
    public ulong UrlHash => XxHash64.Hash(Url);

    /// <summary>The link in strings, to keep.</summary>
    public Link ToLink()
    {
        string url = _record.IsUrl ? Encoding.Latin1.GetString(Url) : Encoding.UTF8.GetString(Url);
        bool isTail = _record.IsUrl && _record.Raw.Start + _record.Raw.Length == _record.Url.Start + _record.Url.Length;
        return new Link
        {
            Url = url,
            Raw = isTail ? StringTail.Of(url, _record.Raw.Length)
                : new StringTail(_record.IsUrl ? Encoding.UTF8.GetString(RawValue) : url),
            Kind = _record.Kind,
            Element = Element,
            Attribute = _record.Attribute,
            Rel = _links.RelOf(_record),
            NoFollow = _record.NoFollow,
            Text = _record.Text.IsNone ? null : Encoding.UTF8.GetString(Text),
            Offset = _record.Position.Offset,
            Line = _record.Position.Line,
            Column = _record.Position.Column,
        };
    }
}
