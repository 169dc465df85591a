using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>
/// What a tree builder tells its tokenizer, without a tree: which namespace a start tag's element is in, and so whether its
/// contents are raw text and whether <c>&lt;![CDATA[</c> opens a section (HTML standard, "tree construction dispatcher" and
/// "the rules for parsing tokens in foreign content").
/// </summary>
/// <remarks>
/// Open elements are kept from the outermost svg or math on, because only below it a tag's meaning depends on them; a page without
/// either costs a count a tag. HTML elements that one tag closes without naming them (p, li, formatting) stay open here until an
/// end tag around them comes. Past <see cref="MaxDepth"/> elements are counted, not kept, so that memory stays bounded and an end
/// tag without a start costs little; browsers cut the tree off at 512, too.
/// </remarks>
internal sealed class TreeFeedback
{
    private const int MaxDepth = 512;
    private OpenElement[] _open = new OpenElement[8];
    /// <summary>The names of the open elements, apart from them so that a search for one is a vector search.</summary>
    private uint[] _names = new uint[8];
    /// <summary>How many of them there are, by their lowest byte: an end tag of none of them needs no search.</summary>
    private readonly short[] _count = new short[256];
    private int _depth;
    /// <summary>Open HTML elements around foreign content, by name: their end tag closes it.</summary>
    private readonly int[] _htmlOpen = new int[Enum.GetValues<HtmlElement>().Length];
    private long _beyondMaxDepth;

    private ref OpenElement Top => ref _open[_depth - 1];

    /// <summary>Whether any svg or math element is open: if not, a tag means what it says.</summary>
    public bool IsInForeign => _depth > 0;

    /// <summary>Whether the current node is an svg or math element.</summary>
    public bool AllowsCData => _depth > 0 && Top.Namespace != MarkupNamespace.Html;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public MarkupNamespace StartTag(TagBuilder tag, ElementTraits traits, ReadOnlySpan<byte> data)
    {
        if (_depth > 0 || (traits & ElementTraits.ForeignRoot) != 0)
            return StartTagSlow(tag, traits, data);
        _htmlOpen[(int)tag.Element]++;
        return MarkupNamespace.Html;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndTag(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        if (_depth > 0)
            EndTagSlow(tag, data);
        else
            CloseHtml(tag.Element);
    }

    /// <summary>A tag where no svg or math is open, of an element that is neither.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PlainTag(HtmlElement element, bool isEndTag)
    {
        if (isEndTag)
            CloseHtml(element);
        else
            _htmlOpen[(int)element]++;
    }

    private MarkupNamespace StartTagSlow(TagBuilder tag, ElementTraits traits, ReadOnlySpan<byte> data)
    {
        if (_depth > 0 && !FollowsHtmlRules(tag.Element))
        {
            if (!BreaksOut(tag, traits))
                return StartForeign(tag, traits, data);
            PopToHtml();
        }

        if ((traits & ElementTraits.ForeignRoot) != 0)
        {
            MarkupNamespace root = tag.Element == HtmlElement.Svg ? MarkupNamespace.Svg : MarkupNamespace.MathMl;
            if (!tag.IsSelfClosing)
                Push(Hash(tag.Name(data)), root, IntegrationPoint.None, isTemplate: false);
            return root;
        }

        if (_depth > 0 && (traits & ElementTraits.Void) == 0)
            Push(Hash(tag.Name(data)), MarkupNamespace.Html, IntegrationPoint.None, tag.Element == HtmlElement.Template);
        return MarkupNamespace.Html;
    }

    private void EndTagSlow(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        uint name = Hash(tag.Name(data));
        if (_beyondMaxDepth > 0)
            _beyondMaxDepth--;
        else if (Top.Namespace == MarkupNamespace.Html)
            CloseInHtml(name);
        else if (tag.Element is HtmlElement.P or HtmlElement.Br)
            PopToHtml();
        else
            CloseInForeign(tag.Element, name);
    }

    /// <summary>Inside an integration point: closes an HTML element of it or, unless a template holds it open, itself.</summary>
    private void CloseInHtml(uint name)
    {
        int floor = Top.Floor;
        int index = IndexOf(name, floor);
        if (index > 0 || (index == 0 && Top.Templates == 0 && _open[floor].Point != IntegrationPoint.None))
            PopTo(floor + index);
    }

    private void CloseInForeign(HtmlElement element, uint name)
    {
        int floor = Top.Floor;
        int index = IndexOf(name, floor);
        if (index >= 0)
        {
            PopTo(floor + index);
            return;
        }

        if (floor > 0 || Top.IsBehindPoint || !ClosesAround(element) || _htmlOpen[(int)element] == 0)
            return;
        _htmlOpen[(int)element]--;
        PopTo(0);
    }

    private int IndexOf(uint name, int floor) => _count[(byte)name] == 0 ? -1 : _names.AsSpan(floor, _depth - floor).LastIndexOf(name);

    private void PopTo(int depth)
    {
        while (_depth > depth)
            _count[(byte)_names[--_depth]]--;
    }

    /// <summary>Whether the end tag of an HTML element around foreign content closes that, too.</summary>
    private static bool ClosesAround(HtmlElement element) =>
        (HtmlElements.Traits(element) & ElementTraits.BreaksOut) != 0
        || element is HtmlElement.A or HtmlElement.Font
            or HtmlElement.Td or HtmlElement.Th or HtmlElement.Tr or HtmlElement.TBody or HtmlElement.THead or HtmlElement.TFoot;

    private void CloseHtml(HtmlElement element)
    {
        ref int open = ref _htmlOpen[(int)element];
        open = Math.Max(0, open - 1);
    }

    private bool FollowsHtmlRules(HtmlElement element) => Top.Namespace == MarkupNamespace.Html || Top.Point switch
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

    private MarkupNamespace StartForeign(TagBuilder tag, ElementTraits traits, ReadOnlySpan<byte> data)
    {
        MarkupNamespace current = Top.Namespace;
        if (!tag.IsSelfClosing)
            Push(Hash(tag.Name(data)), current, PointOf(tag, traits, current, data), isTemplate: false);
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

    private void Push(uint name, MarkupNamespace markup, IntegrationPoint point, bool isTemplate)
    {
        if (_depth == MaxDepth)
        {
            _beyondMaxDepth++;
            return;
        }

        if (_depth == _open.Length)
        {
            Array.Resize(ref _open, _depth * 2);
            Array.Resize(ref _names, _depth * 2);
        }

        bool isHtml = markup == MarkupNamespace.Html;
        bool insideHtml = _depth > 0 && Top.Namespace == MarkupNamespace.Html;
        int floor = _depth == 0 ? 0 : isHtml && !insideHtml ? _depth - 1 : !isHtml && insideHtml ? _depth : Top.Floor;
        int templates = (isTemplate ? 1 : 0) + (isHtml && insideHtml ? Top.Templates : 0);
        bool behindPoint = point != IntegrationPoint.None || (_depth > 0 && Top.IsBehindPoint);
        _names[_depth] = name;
        _count[(byte)name]++;
        _open[_depth++] = new OpenElement(markup, point, floor, templates, behindPoint);
    }

    /// <summary>Pops elements until the current node is an HTML element or an integration point.</summary>
    private void PopToHtml()
    {
        _beyondMaxDepth = 0;
        while (_depth > 0 && Top.Namespace != MarkupNamespace.Html && Top.Point is not (IntegrationPoint.Html or IntegrationPoint.MathText))
            PopTo(_depth - 1);
    }

    /// <summary>FNV-1a of the name in lower case: 32 bits tell the elements of one page apart, at 4 bytes for any length.</summary>
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte b in name)
            hash = (hash ^ (b is >= (byte)'A' and <= (byte)'Z' ? b | 0x20u : b)) * 16777619;
        return hash;
    }

    private enum IntegrationPoint : byte
    {
        None,
        Html,
        MathText,

        /// <summary>annotation-xml without an HTML encoding: only an svg start tag is no MathML in it.</summary>
        AnnotationXml,
    }

    /// <param name="Namespace">Where the element belongs.</param>
    /// <param name="Point">Whether the contents of an svg or math element are HTML.</param>
    /// <param name="Floor">The lowest element that an end tag can reach from here: of an HTML element, the integration point it is
    /// in; of an svg or math element, the outermost with no HTML between.
    /// </param>
    /// <param name="Templates">Of an HTML element: open templates from the integration point up to it.</param>
    /// <param name="IsBehindPoint">Whether it or an element around it is an integration point: no end tag of HTML goes past that.</param>
    private readonly record struct OpenElement(
        MarkupNamespace Namespace, IntegrationPoint Point, int Floor, int Templates, bool IsBehindPoint);
}
