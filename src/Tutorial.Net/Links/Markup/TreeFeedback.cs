using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>
/// What a tree builder tells its tokenizer, without a tree: which namespace a start tag's element is in, and so whether its
/// contents are raw text and whether <c>&lt;![CDATA[</c> opens a section (HTML standard, "tree construction dispatcher" and
/// "the rules for parsing tokens in foreign content").
/// </summary>
/// <remarks>
/// Open elements are kept from the outermost svg or math on, because only below it a tag's meaning depends on them; a page without
/// either costs a count a tag. Of the HTML around it nothing but these counts is known: an end tag there that matches nothing in
/// svg or math closes them if an element of its name is counted open, whatever lies between.
/// </remarks>
internal sealed partial class TreeFeedback
{
    private readonly OpenElements _open = new();
    /// <summary>Open HTML elements around foreign content, by name: their end tag closes it.</summary>
    private readonly int[] _htmlOpen = new int[Enum.GetValues<HtmlElement>().Length];
    private bool _isInForeign;

    /// <summary>Whether any svg or math element is open: if not, a tag means what it says.</summary>
    public bool IsInForeign => _isInForeign;

    /// <summary>Whether the current node is an svg or math element.</summary>
    public bool AllowsCData => _isInForeign && !_open.Top.IsHtml;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MarkupNamespace StartTag(TagBuilder tag, ElementTraits traits, ReadOnlySpan<byte> data)
    {
        if (_isInForeign || (traits & ElementTraits.ForeignRoot) != 0)
            return StartTagSlow(tag, traits, data);
        _htmlOpen[(int)tag.Element]++;
        return MarkupNamespace.Html;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndTag(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        if (_isInForeign)
            EndTagSlow(tag, data);
        else
            CloseAround(tag.Element);
    }

    /// <summary>A tag where no svg or math is open, of an element that is neither.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PlainTag(HtmlElement element, bool isEndTag)
    {
        if (isEndTag)
            CloseAround(element);
        else
            _htmlOpen[(int)element]++;
    }

    private void CloseAround(HtmlElement element)
    {
        ref int open = ref _htmlOpen[(int)element];
        open = Math.Max(0, open - 1);
    }

    private MarkupNamespace StartTagSlow(TagBuilder tag, ElementTraits traits, ReadOnlySpan<byte> data)
    {
        MarkupNamespace markup = StartAnywhere(tag, traits, data);
        _isInForeign = _open.Depth > 0;
        return markup;
    }

    private void EndTagSlow(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        EndInForeign(tag, data);
        _isInForeign = _open.Depth > 0;
    }

    private MarkupNamespace StartAnywhere(TagBuilder tag, ElementTraits traits, ReadOnlySpan<byte> data)
    {
        uint name = HtmlNestings.Hash(tag.Name(data));
        if (_open.Depth > 0 && !FollowsHtmlRules(tag.Element))
        {
            if (!BreaksOut(tag, traits))
                return StartForeign(tag, traits, name, data);
            PopToHtml();
        }

        if ((traits & ElementTraits.ForeignRoot) != 0)
        {
            MarkupNamespace root = tag.Element == HtmlElement.Svg ? MarkupNamespace.Svg : MarkupNamespace.MathMl;
            if (!tag.IsSelfClosing)
                _open.PushForeign(name, root, IntegrationPoint.None);
            return root;
        }

        if (_open.Depth > 0)
            StartHtml(tag.Element, traits, name);
        else
            _htmlOpen[(int)tag.Element]++;
        return MarkupNamespace.Html;
    }

    private void EndInForeign(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> bytes = tag.Name(data);
        // The end of raw text, which has not been opened here: no tag can lie between.
        if (bytes.IsEmpty || _open.EndBeyond())
            return;

        uint name = HtmlNestings.Hash(bytes);
        if (!_open.Top.IsHtml)
        {
            if (tag.Element is HtmlElement.P or HtmlElement.Br)
            {
                PopToHtml();
            }
            else if (_open.IndexOfForeign(name, _open.Top.ForeignFloor) is >= 0 and var index)
            {
                _open.PopTo(index);
                return;
            }
        }

        if (_open.Depth > 0)
            EndHtml(tag.Element, name);
        else
            CloseAround(tag.Element);
    }

    private bool FollowsHtmlRules(HtmlElement element) => _open.Top.IsHtml || _open.Top.Point switch
    {
        IntegrationPoint.Html => true,
        IntegrationPoint.MathText => element is not (HtmlElement.MGlyph or HtmlElement.MalignMark),
        IntegrationPoint.AnnotationXml => element == HtmlElement.Svg,
        _ => false,
    };

    private static bool BreaksOut(TagBuilder tag, ElementTraits traits) =>
        (traits & ElementTraits.BreaksOut) != 0
        || (tag.Element == HtmlElement.Font
            && (tag.Has(HtmlAttribute.Color) || tag.Has(HtmlAttribute.Face) || tag.Has(HtmlAttribute.Size)));

    private MarkupNamespace StartForeign(TagBuilder tag, ElementTraits traits, uint name, ReadOnlySpan<byte> data)
    {
        MarkupNamespace current = _open.Top.Namespace;
        if (!tag.IsSelfClosing)
            _open.PushForeign(name, current, PointOf(tag, traits, current, data));
        return current;
    }

    private static IntegrationPoint PointOf(TagBuilder tag, ElementTraits traits, MarkupNamespace current, ReadOnlySpan<byte> data)
    {
        if (current == MarkupNamespace.Svg)
            return (traits & ElementTraits.SvgHtmlPoint) != 0 ? IntegrationPoint.Html : IntegrationPoint.None;
        if ((traits & ElementTraits.MathTextPoint) != 0)
            return IntegrationPoint.MathText;
        if (tag.Element != HtmlElement.AnnotationXml)
            return IntegrationPoint.None;
        return tag.HasHtmlEncoding(data) ? IntegrationPoint.Html : IntegrationPoint.AnnotationXml;
    }

    /// <summary>Pops elements until the current node is an HTML element or an integration point.</summary>
    private void PopToHtml()
    {
        int depth = _open.Depth;
        while (depth > 0 && _open.TakesNoHtml(depth - 1))
            depth--;
        _open.PopTo(depth);
    }
}
