namespace Tutorial.Net;

/// <summary>What a start tag links to: its attributes by the rules, each value by its syntax.</summary>
internal sealed class TagReader(LinkPlan plan, LinkTaker taker, AnchorText text) : IDisposable
{
    private ByteBuffer _value;
    private ByteBuffer _other;

    // Of the tag at hand, read once however many links it has: each of these may be as long as their list.
    private TextRun _rel;
    private bool _relIsRead;
    private bool _relIsNoFollow;
    private TextRun _name;
    private WebUrl? _codeBase;
    private bool _codeBaseIsRead;

    /// <summary>Takes the links of a start tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="charset">How its bytes are read; null: they are ASCII.</param>
    /// <param name="position">Where it begins.</param>
    public void Read(TagView tag, PageCharset? charset, LinkPosition position)
    {
        _relIsRead = _relIsNoFollow = _codeBaseIsRead = false;
        _name = TextRun.None;
        if (!plan.Filter.TakesAllElements && !plan.Filter.TakesElement(ElementOf(tag, charset)))
            return;
        for (int i = 0; i < tag.Count && !taker.IsPastLimit; i++)
            ReadAttribute(tag, i, charset, position);
    }

    /// <summary>The links of a style sheet: a style attribute's value, or a style element's text.</summary>
    public void ReadSheet(ReadOnlySpan<byte> css, in LinkRecord found)
    {
        var urls = new CssUrls(css);
        while (urls.MoveNext())
        {
            LinkKind kind = urls.IsImport ? LinkKind.Stylesheet : LinkKind.Other;
            if (!plan.Filter.Takes(kind))
                continue;
            if (!taker.HasRoom())
                break;
            // In UTF-8 whatever the page's charset: https://github.com/w3c/csswg-drafts/issues/9301.
            taker.Take(urls.Current, found with { Kind = kind }, taker.Facts.Base, null);
        }

        urls.Dispose();
    }

    public void Dispose()
    {
        _value.Dispose();
        _other.Dispose();
    }

    private void ReadAttribute(TagView tag, int index, PageCharset? charset, LinkPosition position)
    {
        HtmlAttribute attribute = tag.Id(index);
        LinkRule rule = plan.RuleOf(tag, attribute);
        if (rule.Syntax == LinkSyntax.None || (attribute == HtmlAttribute.XlinkHref && tag.Has(HtmlAttribute.Href)))
            return;
        bool isLinkHref = rule.Kind == LinkKind.Metadata && attribute == HtmlAttribute.Href;
        // A meta's kind is known from its value, a style's from each of its URLs, a link's from its rel.
        if (!isLinkHref && rule.Syntax is not (LinkSyntax.Meta or LinkSyntax.Css) && !plan.Filter.Takes(rule.Kind))
            return;
        string name = plan.NameOf(attribute);
        if (!plan.Filter.TakesAttribute(name))
            return;
        WebEncoding encoding = charset?.OfBytes ?? WebEncoding.Windows1252;
        // In place: a record is large, and each link would pay for every copy.
        ref LinkRecord found = ref taker.Links.Next();
        found.Kind = rule.Kind;
        found.Attribute = name;
        found.Position = position;
        found.Rel = found.Text = TextRun.None;
        found.NoFollow = false;
        SetElement(tag, encoding, ref found);
        if (rule.Syntax is LinkSyntax.Url or LinkSyntax.Srcset or LinkSyntax.List)
        {
            ReadRel(tag, encoding);
            found.Rel = _rel;
            found.NoFollow = _relIsNoFollow;
        }

        if (isLinkHref)
        {
            found.Kind = LinkRel.KindOf(_rel.Of(taker.Links.Bytes.Written));
            if (!plan.Filter.Takes(found.Kind))
                return;
        }

        if (rule.Syntax == LinkSyntax.Url)
        {
            bool hasText = plan.IncludeText && tag.Element == HtmlElement.A && name is "href" or "xlink:href";
            ReadUrl(tag.ValueAndMore(index, out int length), length, charset, hasText ? text : null);
        }
        else
        {
            ReadValue(tag, ValueDecoder.Value(tag.Value(index), encoding, ref _value), rule.Syntax, found, charset);
        }
    }

    /// <summary>A value that is one URL. One look says of nearly all that they stand for themselves, and are what the URL ends in.</summary>
    private void ReadUrl(ReadOnlySpan<byte> valueAndMore, int length, PageCharset? charset, AnchorText? anchor)
    {
        var shape = UrlShape.Of(valueAndMore, length);
        ReadOnlySpan<byte> value = valueAndMore[..length];
        if (!shape.IsSimple || shape.HasAmpersand)
        {
            value = ValueDecoder.Value(value, charset?.OfBytes ?? WebEncoding.Windows1252, ref _value);
            shape = UrlShape.Of(value);
        }

        taker.TakeNext(value, shape, taker.Facts.Base, charset?.Query, anchor);
    }

    /// <summary>A value of any syntax but that of nearly all.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="value">The value, decoded.</param>
    /// <param name="syntax">How URLs stand in it.</param>
    /// <param name="found">What is known of each; a copy, because the batch's next is each link's own.</param>
    /// <param name="charset">How the tag's bytes are read.</param>
    private void ReadValue(TagView tag, ReadOnlySpan<byte> value, LinkSyntax syntax, LinkRecord found, PageCharset? charset)
    {
        QueryEncoder? query = charset?.Query;
        switch (syntax)
        {
            case LinkSyntax.CodeBaseUrl when LinkTaker.IsEmpty(value):
                break;
            case LinkSyntax.CodeBaseUrl:
                taker.Take(value, found, CodeBase(tag, charset), query);
                break;
            case LinkSyntax.CodeBaseList:
                ReadList(value, " \t\r\n\f,"u8, found, CodeBase(tag, charset), query);
                break;
            case LinkSyntax.List:
                ReadList(value, " \t\r\n\f"u8, found, taker.Facts.Base, query);
                break;
            case LinkSyntax.Srcset:
                foreach (ReadOnlySpan<byte> url in new SrcSet(value))
                {
                    if (!taker.HasRoom())
                        return;
                    taker.Take(url, found, taker.Facts.Base, query);
                }

                break;
            case LinkSyntax.Css:
                ReadSheet(value, found);
                break;
            default:
                ReadMeta(tag, value, found, charset);
                break;
        }
    }

    private void ReadList(ReadOnlySpan<byte> value, ReadOnlySpan<byte> separators, in LinkRecord found, WebUrl? baseUrl, QueryEncoder? query)
    {
        foreach (Range range in value.SplitAny(separators))
        {
            if (range.End.Value <= range.Start.Value)
                continue;
            if (!taker.HasRoom())
                return;
            taker.Take(value[range], found, baseUrl, query);
        }
    }

    private void ReadMeta(TagView tag, ReadOnlySpan<byte> content, in LinkRecord found, PageCharset? charset)
    {
        WebEncoding encoding = charset?.OfBytes ?? WebEncoding.Windows1252;
        if (MetaCharset.IsPragma(tag, encoding, "refresh"u8))
        {
            if (plan.Filter.Takes(LinkKind.Refresh) && MetaRefresh.TryParse(content, out _, out ReadOnlySpan<byte> url) && !url.IsEmpty)
                taker.Take(url, found with { Kind = LinkKind.Refresh }, taker.Facts.Base, charset?.Query);
            return;
        }

        if (!plan.Filter.Takes(LinkKind.Metadata))
            return;
        foreach (HtmlAttribute attribute in (ReadOnlySpan<HtmlAttribute>)[HtmlAttribute.Property, HtmlAttribute.Name])
        {
            if (!tag.TryGet(attribute, out ReadOnlySpan<byte> said))
                continue;
            ReadOnlySpan<byte> name = SocialMeta.Trim(ValueDecoder.Value(said, encoding, ref _other));
            if (!SocialMeta.HoldsUrl(name, content))
                continue;
            taker.Take(content, found with { Rel = taker.Links.AppendLower(name) }, taker.Facts.Base, charset?.Query);
            return;
        }
    }

    private WebUrl? CodeBase(TagView tag, PageCharset? charset)
    {
        if (!_codeBaseIsRead)
        {
            _codeBase = taker.Facts.Base;
            _codeBaseIsRead = true;
            if (tag.TryGet(HtmlAttribute.CodeBase, out ReadOnlySpan<byte> value))
            {
                WebEncoding encoding = charset?.OfBytes ?? WebEncoding.Windows1252;
                WebUrl? own = UrlParser.Parse(ValueDecoder.Value(value, encoding, ref _other), taker.Facts.Base, charset?.Query);
                taker.CountCharacters(own?.Utf8.Length ?? 0, taker.Facts.Base);
                _codeBase = own ?? taker.Facts.Base;
            }
        }

        return _codeBase;
    }

    private void ReadRel(TagView tag, WebEncoding encoding)
    {
        if (_relIsRead)
            return;
        _relIsRead = true;
        _rel = TextRun.None;
        if (!LinkRules.HasRel(tag.Namespace, tag.Element) || !tag.TryGet(HtmlAttribute.Rel, out ReadOnlySpan<byte> value))
            return;
        ReadOnlySpan<byte> rel = ValueDecoder.Value(value, encoding, ref _other);
        _relIsNoFollow = LinkRel.Contains(rel, "nofollow"u8);
        _rel = taker.Links.Append(rel);
    }

    /// <summary>The element's name; that of one which means nothing here is kept as bytes.</summary>
    private void SetElement(TagView tag, WebEncoding encoding, ref LinkRecord link)
    {
        link.Name = TextRun.None;
        link.Element = HtmlElements.NameOf(tag);
        if (link.Element is not null)
            return;
        if (_name.IsNone)
        {
            // As in an attribute, NUL is U+FFFD; an ampersand is nothing special.
            _other.Length = 0;
            ValueDecoder.Append(ref _other, tag.Name, encoding, ReferenceRules.None);
            _name = taker.Links.AppendLower(_other.Written);
        }

        link.Name = _name;
    }

    private string ElementOf(TagView tag, PageCharset? charset)
    {
        var link = default(LinkRecord);
        SetElement(tag, charset?.OfBytes ?? WebEncoding.Windows1252, ref link);
        return link.Element ?? System.Text.Encoding.UTF8.GetString(link.Name.Of(taker.Links.Bytes.Written));
    }
}
