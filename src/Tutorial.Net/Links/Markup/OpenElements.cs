namespace Tutorial.Net;

/// <summary>The stack of open elements from the outermost svg or math on.</summary>
/// <remarks>
/// Past <see cref="MaxDepth"/> elements are counted, not kept, so that memory stays bounded and an end tag without a start costs
/// little; browsers cut the tree off at 512, too.
/// </remarks>
internal sealed class OpenElements
{
    private const int MaxDepth = 512;
    /// <summary>Tells the name of an HTML element from the same of svg.</summary>
    private const uint HtmlMark = 0x9E3779B9;
    private static readonly uint Table = HtmlNestings.Hash("table"u8) ^ HtmlMark;
    private static readonly uint Template = HtmlNestings.Hash("template"u8) ^ HtmlMark;

    private OpenElement[] _elements = new OpenElement[8];
    /// <summary>The names of the open elements, apart from them so that a search for one is a vector search.</summary>
    private uint[] _names = new uint[8];
    /// <summary>How many of them there are, by their lowest byte: an end tag of none of them needs no search.</summary>
    private readonly short[] _count = new short[256];
    private long _beyond;

    public int Depth { get; private set; }

    public ref readonly OpenElement Top => ref _elements[Depth - 1];

    public void PushForeign(uint name, MarkupNamespace markup, IntegrationPoint point) =>
        Push(name, markup, point, point == IntegrationPoint.None ? HtmlNesting.None : HtmlNesting.Special | HtmlNesting.Scope);

    public void PushHtml(uint name, HtmlNesting nesting) => Push(name ^ HtmlMark, MarkupNamespace.Html, IntegrationPoint.None, nesting);

    /// <summary>Whether an end tag was one of the elements that are not kept.</summary>
    public bool EndBeyond()
    {
        if (_beyond == 0)
            return false;
        _beyond--;
        return true;
    }

    /// <summary>The innermost svg or math element of this name at <paramref name="floor"/> or above it; -1 for none.</summary>
    public int IndexOfForeign(uint name, int floor) => IndexOf(name, floor);

    /// <summary>The innermost HTML element of this name at <paramref name="floor"/> or above it; -1 for none.</summary>
    public int IndexOfHtml(uint name, int floor) => IndexOf(name ^ HtmlMark, floor);

    public bool IsHtml(int index, uint name) => index >= 0 && _names[index] == (name ^ HtmlMark);

    public bool IsHtml(int index) => index >= 0 && _elements[index].IsHtml;

    /// <summary>Whether a break-out tag pops this element.</summary>
    public bool TakesNoHtml(int index) =>
        !_elements[index].IsHtml && _elements[index].Point is not (IntegrationPoint.Html or IntegrationPoint.MathText);

    public void PopTo(int depth)
    {
        _beyond = 0;
        while (Depth > depth)
            _count[(byte)_names[--Depth]]--;
    }

    /// <summary>Takes an element out, and of those above it, up to <paramref name="block"/>, all that are neither special nor formatting.</summary>
    public void Remove(int index, int block)
    {
        int end = Depth;
        Depth = index;
        for (int i = index; i < end; i++)
        {
            uint name = _names[i];
            OpenElement element = _elements[i];
            _count[(byte)name]--;
            if (i > index && (i >= block || (element.Nesting & (HtmlNesting.Special | HtmlNesting.Formatting)) != 0))
                Push(name, element.Namespace, element.Point, element.Nesting);
        }
    }

    private int IndexOf(uint name, int floor)
    {
        if (_names[Depth - 1] == name)
            return Depth - 1;
        if (_count[(byte)name] == 0)
            return -1;
        floor = Math.Max(0, floor);
        int index = _names.AsSpan(floor, Depth - floor).LastIndexOf(name);
        return index < 0 ? -1 : floor + index;
    }

    private void Push(uint name, MarkupNamespace markup, IntegrationPoint point, HtmlNesting nesting)
    {
        if (Depth == MaxDepth)
        {
            _beyond++;
            return;
        }

        if (Depth == _elements.Length)
        {
            Array.Resize(ref _elements, Depth * 2);
            Array.Resize(ref _names, Depth * 2);
        }

        OpenElement around = Depth > 0 ? Top : new OpenElement(MarkupNamespace.Html, IntegrationPoint.None, HtmlNesting.None, 0, -1, -1, -1, -1, -1);
        bool isSpecial = (nesting & HtmlNesting.Special) != 0;
        var here = (short)Depth;
        _elements[Depth] = new OpenElement(
            markup,
            point,
            nesting,
            around.IsHtml ? here : around.ForeignFloor,
            (nesting & HtmlNesting.Scope) != 0 ? here : around.Scope,
            name == Table || name == Template ? here : around.TableScope,
            isSpecial ? here : around.Special,
            (nesting & HtmlNesting.Heading) != 0 ? here : around.Heading,
            isSpecial && (nesting & HtmlNesting.HoldsItems) == 0 ? here : around.ItemStop);
        _names[Depth++] = name;
        _count[(byte)name]++;
    }
}
