using System.Runtime.CompilerServices;

namespace Tutorial.Net;

internal sealed partial class LinkCollector
{
    // Of the tag at hand, read once however many links it has: each of these may be as long as their list.
    private string? _rel;
    private bool _relIsRead;
    private bool _relIsNoFollow;
    private string? _unknownName;
    private UrlRecord? _codeBase;
    private bool _codeBaseIsRead;

    private WebEncoding ValueEncoding => Encoding ?? WebEncoding.Windows1252;

    private void StartTag(ReadOnlySpan<byte> data)
    {
        TagBuilder tag = _tokenizer.Tag;
        _relIsRead = _relIsNoFollow = _codeBaseIsRead = false;
        _unknownName = null;
        EndForeign();
        if (tag.Element == HtmlElement.A)
            EndAnchor();
        if (tag.Namespace == MarkupNamespace.Html)
            ReadFacts(tag, data);
        if (TagOffsets?.Contains(tag.Offset) != false)
        {
            for (int i = 0; i < tag.Count && _passed is null; i++)
                TakeAttribute(tag, i, data);
            WatchStart(tag, data);
        }

        ChooseText();
    }

    /// <summary>What the tag says about the page's other links.</summary>
    private void ReadFacts(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        if (tag.Element == HtmlElement.Meta && !_isCertain && Declared is null)
            Declare(tag, data);
        switch (tag.Element)
        {
            case HtmlElement.Base when !_facts.HasBase && !_tokenizer.IsInTemplate:
                int href = tag.IndexOf(HtmlAttribute.Href);
                if (href >= 0)
                    SetFacts(_facts with { HasBase = true, Base = BaseUrl(TextDecoder.Value(tag.Value(href, data), ValueEncoding)) });
                break;
            case HtmlElement.Meta when !_facts.NoFollow && MetaName(tag, data, HtmlAttribute.Name) == "robots" && !_tokenizer.IsInTemplate:
                int content = tag.IndexOf(HtmlAttribute.Content);
                string directives = content < 0 ? "" : TextDecoder.Value(tag.Value(content, data), ValueEncoding);
                if (LinkRel.Contains(directives, "nofollow") || LinkRel.Contains(directives, "none"))
                    SetFacts(_facts with { NoFollow = true });
                break;
        }
    }

    private void SetFacts(PageFacts facts)
    {
        HasLateFacts |= _hasResolved && facts != _facts;
        _facts = facts;
    }

    /// <summary>A base that is no URL, or one of those that can be no base, leaves the document's own.</summary>
    private UrlRecord? BaseUrl(string href)
    {
        UrlRecord? parsed = UrlParser.Parse(href, _documentUrl, Query);
        bool usable = parsed is not null
            && !parsed.Href.StartsWith("data:", StringComparison.Ordinal)
            && !parsed.Href.StartsWith("javascript:", StringComparison.Ordinal);
        return usable ? parsed : _documentUrl;
    }

    private void TakeAttribute(TagBuilder tag, int index, ReadOnlySpan<byte> data)
    {
        HtmlAttribute attribute = tag[index].Id;
        if (attribute >= HtmlAttribute.FirstCustom)
        {
            string name = _plan.CustomNames[attribute - HtmlAttribute.FirstCustom];
            LinkSyntax syntax = name.EndsWith("srcset", StringComparison.Ordinal) ? LinkSyntax.Srcset : LinkSyntax.Url;
            TakeValue(tag, index, name, new LinkRule(LinkKind.Other, syntax), data);
            return;
        }

        LinkRule rule = LinkRules.Find(tag.Namespace, tag.Element, attribute);
        if (rule.Syntax == LinkSyntax.None || (attribute == HtmlAttribute.XlinkHref && tag.Has(HtmlAttribute.Href)))
            return;
        if (tag is { Element: HtmlElement.Link, Namespace: MarkupNamespace.Html } && attribute == HtmlAttribute.Href)
            rule = rule with { Kind = LinkRel.KindOf(Rel(tag, data)) };
        TakeValue(tag, index, HtmlAttributes.Name(attribute), rule, data);
    }

    [SkipLocalsInit]
    private void TakeValue(TagBuilder tag, int index, string attribute, LinkRule rule, ReadOnlySpan<byte> data)
    {
        // A meta's kind is known from its value, a style's from each of its URLs.
        if (rule.Syntax is not (LinkSyntax.Meta or LinkSyntax.Css) && !_plan.Filter.Takes(rule.Kind))
            return;
        var buffer = new CharBuffer(stackalloc char[512]);
        TextDecoder.AppendValue(ref buffer, tag.Value(index, data), ValueEncoding);
        ReadOnlySpan<char> value = buffer.Written;
        bool url = rule.Syntax == LinkSyntax.Url;
        string? rel = rule.Syntax is LinkSyntax.Url or LinkSyntax.Srcset ? Rel(tag, data) : null;
        var source = new LinkSource(
            ElementName(tag, data), attribute, TagPosition(data), rel, rel is not null && _relIsNoFollow, url && IsAnchor(tag, attribute));
        switch (rule.Syntax)
        {
            case LinkSyntax.Url:
                Take(value, rule.Kind, source);
                break;
            case LinkSyntax.CodeBaseUrl when IsEmpty(value):
                break;
            case LinkSyntax.CodeBaseUrl:
                Take(value, rule.Kind, source, CodeBase(tag, data), Query);
                break;
            case LinkSyntax.CodeBaseList:
                TakeList(value, " \t\r\n\f,", rule.Kind, source, CodeBase(tag, data));
                break;
            case LinkSyntax.List:
                TakeList(value, " \t\r\n\f", rule.Kind, source with { Rel = Rel(tag, data), IsNoFollow = _relIsNoFollow }, _facts.Base);
                break;
            case LinkSyntax.Srcset:
                TakeSrcset(value, rule.Kind, source);
                break;
            case LinkSyntax.Css:
                TakeCss(value, source);
                break;
            default:
                TakeMeta(tag, value, source, data);
                break;
        }

        buffer.Dispose();
    }

    private void TakeList(ReadOnlySpan<char> value, string separators, LinkKind kind, in LinkSource source, UrlRecord? baseUrl)
    {
        foreach (Range range in value.SplitAny(separators))
        {
            if (range.End.Value <= range.Start.Value)
                continue;
            if (!HasRoom())
                return;
            Take(value[range], kind, source, baseUrl, Query);
        }
    }

    private void TakeSrcset(ReadOnlySpan<char> value, LinkKind kind, in LinkSource source)
    {
        foreach (SrcSetCandidate candidate in new SrcSet(value))
        {
            if (!HasRoom())
                return;
            Take(value.Slice(candidate.Start, candidate.Length), kind, source);
        }
    }

    private void TakeCss(ReadOnlySpan<char> css, in LinkSource source)
    {
        foreach (CssUrl url in new CssUrls(css))
        {
            LinkKind kind = url.IsImport ? LinkKind.Stylesheet : LinkKind.Other;
            if (!_plan.Filter.Takes(kind))
                continue;
            if (!HasRoom())
                return;
            // In UTF-8 whatever the page's charset: https://github.com/w3c/csswg-drafts/issues/9301.
            Take(url.Url, kind, source, _facts.Base, null);
        }
    }

    private void TakeMeta(TagBuilder tag, ReadOnlySpan<char> content, in LinkSource source, ReadOnlySpan<byte> data)
    {
        if (MetaCharset.IsPragma(tag, data, ValueEncoding, "refresh"))
        {
            if (_plan.Filter.Takes(LinkKind.Refresh) && MetaRefresh.TryParse(content, out MetaRefresh refresh) && refresh.Length > 0)
                Take(content.Slice(refresh.Start, refresh.Length), LinkKind.Refresh, source);
            return;
        }

        if (!_plan.Filter.Takes(LinkKind.Metadata))
            return;
        foreach (HtmlAttribute attribute in (ReadOnlySpan<HtmlAttribute>)[HtmlAttribute.Property, HtmlAttribute.Name])
        {
            if (MetaName(tag, data, attribute) is not { } name || !SocialMeta.HoldsUrl(name, content))
                continue;
            Take(content, LinkKind.Metadata, source with { Rel = name });
            return;
        }
    }

    private string? MetaName(TagBuilder tag, ReadOnlySpan<byte> data, HtmlAttribute attribute)
    {
        int index = tag.IndexOf(attribute);
        return index < 0 ? null : TextDecoder.Value(tag.Value(index, data), ValueEncoding).Trim().ToLowerInvariant();
    }

    private UrlRecord? CodeBase(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        if (!_codeBaseIsRead)
        {
            int index = tag.IndexOf(HtmlAttribute.CodeBase);
            UrlRecord? own = index < 0 ? null : UrlParser.Parse(TextDecoder.Value(tag.Value(index, data), ValueEncoding), _facts.Base, Query);
            CountUrl(own?.Href.Length ?? 0);
            _codeBase = own ?? _facts.Base;
            _codeBaseIsRead = true;
        }

        return _codeBase;
    }

    private string? Rel(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        if (!_relIsRead)
        {
            int index = LinkRules.HasRel(tag.Namespace, tag.Element) ? tag.IndexOf(HtmlAttribute.Rel) : -1;
            _rel = index < 0 ? null : TextDecoder.Value(tag.Value(index, data), ValueEncoding);
            _relIsNoFollow = _rel is not null && LinkRel.Contains(_rel, "nofollow");
            _relIsRead = true;
        }

        return _rel;
    }

    private string ElementName(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        if (tag is { Element: HtmlElement.Image, Namespace: MarkupNamespace.Html })
            return HtmlElements.Name(HtmlElement.Img);
        return tag.Element != HtmlElement.Unknown
            ? HtmlElements.Name(tag.Element)
            : _unknownName ??= UnknownName(tag.Name(data));
    }

    /// <summary>A name as the standard's tokenizer has it: only ASCII letters are folded.</summary>
    private string UnknownName(ReadOnlySpan<byte> name)
    {
        char[] chars = ValueEncoding.Encoding.GetString(name).Replace('\0', '\uFFFD').ToCharArray();
        for (int i = 0; i < chars.Length; i++)
            chars[i] = char.IsAsciiLetterUpper(chars[i]) ? char.ToLowerInvariant(chars[i]) : chars[i];
        return new string(chars);
    }
}
