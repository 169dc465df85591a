using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>
/// What a tree builder tells its tokenizer, without a tree: which namespace a start tag's element is in, and so whether its
/// contents are raw text and whether <c>&lt;![CDATA[</c> opens a section (HTML standard, "tree construction dispatcher" and
/// "the rules for parsing tokens in foreign content").
/// </summary>
/// <remarks>
/// Open elements are kept from the outermost svg or math on, because only below it a tag's meaning depends on them. Of the HTML
/// around it nothing is known but whether a template is open, and of the HTML inside an integration point only how it nests: an end
/// tag closes the element of its name. What that leaves out is said in docs/links.md, "Not guaranteed".
/// </remarks>
internal sealed class TreeFeedback
{
    private static readonly uint Li = OpenElements.Hash("li"u8);
    private static readonly uint P = OpenElements.Hash("p"u8);
    private static readonly uint Template = OpenElements.Hash("template"u8);

    private readonly OpenElements _open = new();

    /// <summary>Open templates around foreign content.</summary>
    private int _templates;

    /// <summary>Whether any svg or math element is open: if not, a tag means what it says.</summary>
    public bool IsInForeign => _open.Depth > 0;

    /// <summary>How many elements are open from the outermost svg or math on.</summary>
    public int Depth => _open.Depth;

    /// <summary>Whether the current node is an svg or math element.</summary>
    public bool AllowsCData => _open.Depth > 0 && !_open.Top.IsHtml;

    /// <summary>Whether an HTML template is open: what it holds is no part of the page.</summary>
    public bool IsInTemplate => _templates > 0 || (_open.Depth > 0 && _open.IndexOfHtml(Template, 0) >= 0);

    /// <returns>The namespace of the element that starts.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MarkupNamespace StartTag(TagView tag, ElementTraits traits)
    {
        if (_open.Depth > 0 || (traits & ElementTraits.ForeignRoot) != 0)
            return StartAnywhere(tag, traits);
        if (tag.Element == HtmlElement.Template)
            _templates++;
        return MarkupNamespace.Html;
    }

    /// <returns>The namespace of the element that ends; HTML if none does.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MarkupNamespace EndTag(TagView tag)
    {
        if (_open.Depth > 0)
            return EndInForeign(tag);
        if (tag.Element == HtmlElement.Template)
            _templates = Math.Max(0, _templates - 1);
        return MarkupNamespace.Html;
    }

    private MarkupNamespace StartAnywhere(TagView tag, ElementTraits traits)
    {
        uint name = OpenElements.Hash(tag.Name);
        if (_open.Depth > 0 && !FollowsHtmlRules(tag.Element))
        {
            if (!BreaksOut(tag, traits))
                return StartForeign(tag, traits, name);
            _open.PopToHtml();
        }

        if ((traits & ElementTraits.ForeignRoot) != 0)
        {
            MarkupNamespace root = tag.Element == HtmlElement.Svg ? MarkupNamespace.Svg : MarkupNamespace.MathMl;
            if (!tag.IsSelfClosing)
                _open.PushForeign(name, root, IntegrationPoint.None);
            return root;
        }

        if (_open.Depth > 0)
            StartHtml(traits, name);
        else if (tag.Element == HtmlElement.Template)
            _templates++;
        return MarkupNamespace.Html;
    }

    private bool FollowsHtmlRules(HtmlElement element) => _open.Top.IsHtml || _open.Top.Point switch
    {
        IntegrationPoint.Html => true,
        IntegrationPoint.MathText => element is not (HtmlElement.MGlyph or HtmlElement.MalignMark),
        IntegrationPoint.AnnotationXml => element == HtmlElement.Svg,
        _ => false,
    };

    private static bool BreaksOut(TagView tag, ElementTraits traits) =>
        (traits & ElementTraits.BreaksOut) != 0
        || (tag.Element == HtmlElement.Font
            && (tag.Has(HtmlAttribute.Color) || tag.Has(HtmlAttribute.Face) || tag.Has(HtmlAttribute.Size)));

    private MarkupNamespace StartForeign(TagView tag, ElementTraits traits, uint name)
    {
        MarkupNamespace current = _open.Top.Namespace;
        if (!tag.IsSelfClosing)
            _open.PushForeign(name, current, PointOf(tag, traits, current));
        return current;
    }

    private static IntegrationPoint PointOf(TagView tag, ElementTraits traits, MarkupNamespace current)
    {
        if (current == MarkupNamespace.Svg)
            return (traits & ElementTraits.SvgHtmlPoint) != 0 ? IntegrationPoint.Html : IntegrationPoint.None;
        if ((traits & ElementTraits.MathTextPoint) != 0)
            return IntegrationPoint.MathText;
        if (tag.Element != HtmlElement.AnnotationXml)
            return IntegrationPoint.None;
        return tag.HasHtmlEncoding() ? IntegrationPoint.Html : IntegrationPoint.AnnotationXml;
    }

    /// <summary>An HTML element inside an integration point: kept until its end tag, if it has one.</summary>
    private void StartHtml(ElementTraits traits, uint name)
    {
        if ((traits & ElementTraits.ClosesP) != 0 && _open.IsTopHtml(P))
            _open.PopTo(_open.Depth - 1);
        if (name == Li && _open.IsTopHtml(Li))
            _open.PopTo(_open.Depth - 1);
        if ((traits & ElementTraits.HoldsNothing) == 0)
            _open.PushHtml(name);
    }

    private MarkupNamespace EndInForeign(TagView tag)
    {
        ReadOnlySpan<byte> bytes = tag.Name;
        // The end of raw text, which has not been opened here: no tag can lie between.
        if (bytes.IsEmpty || _open.EndBeyond())
            return MarkupNamespace.Html;

        uint name = OpenElements.Hash(bytes);
        if (!_open.Top.IsHtml)
        {
            if (tag.Element is HtmlElement.P or HtmlElement.Br)
            {
                _open.PopToHtml();
            }
            else if (_open.IndexOfForeign(name) is >= 0 and var foreign)
            {
                MarkupNamespace ended = _open.Top.Namespace;
                _open.PopTo(foreign);
                return ended;
            }
        }

        EndHtml(name);
        return MarkupNamespace.Html;
    }

    /// <summary>An end tag does not look past an integration point, but for that of a template.</summary>
    private void EndHtml(uint name)
    {
        bool isTemplate = name == Template;
        int index = _open.Depth == 0 ? -1 : _open.IndexOfHtml(name, isTemplate ? 0 : Math.Max(0, (int)_open.Top.Scope));
        if (index >= 0)
        {
            _open.PopTo(index);
        }
        else if (isTemplate && _templates > 0)
        {
            _open.PopTo(0);
            _templates--;
        }
    }
}
