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

    // At random for the process: a page's author cannot look for a name that ends an element of another.
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64();
    private static readonly ulong Factor = (ulong)Random.Shared.NextInt64() | 1;

    private OpenElement[] _elements = new OpenElement[8];

    /// <summary>The names of the open elements, apart from them so that a search for one is a vector search.</summary>
    private uint[] _names = new uint[8];
    /// <summary>How many of them there are, by their lowest byte: an end tag of none of them needs no search.</summary>
    private readonly short[] _count = new short[256];
    private long _beyond;

    public int Depth { get; private set; }

    public ref readonly OpenElement Top => ref _elements[Depth - 1];

    /// <summary>A hash of a name in lower case: 32 bits tell the elements of one page apart, at 4 bytes for any length.</summary>
    public static uint Hash(ReadOnlySpan<byte> name)
    {
        ulong hash = Seed;
        foreach (byte b in name)
            hash = (hash ^ (b is >= (byte)'A' and <= (byte)'Z' ? b | 0x20u : b)) * Factor;
        return (uint)(hash >> 32);
    }

    public void PushForeign(uint name, MarkupNamespace markup, IntegrationPoint point) => Push(name, markup, point);

    public void PushHtml(uint name) => Push(name ^ HtmlMark, MarkupNamespace.Html, IntegrationPoint.None);

    /// <summary>Whether an end tag was one of the elements that are not kept.</summary>
    public bool EndBeyond()
    {
        if (_beyond == 0)
            return false;
        _beyond--;
        return true;
    }

    /// <summary>The innermost svg or math element of this name with no HTML between; -1 for none.</summary>
    public int IndexOfForeign(uint name) => IndexOf(name, Top.ForeignFloor);

    /// <summary>The innermost HTML element of this name at <paramref name="floor"/> or above it; -1 for none.</summary>
    public int IndexOfHtml(uint name, int floor) => IndexOf(name ^ HtmlMark, floor);

    public bool IsTopHtml(uint name) => Depth > 0 && _names[Depth - 1] == (name ^ HtmlMark);

    public void PopTo(int depth)
    {
        _beyond = 0;
        while (Depth > depth)
            _count[(byte)_names[--Depth]]--;
    }

    /// <summary>Pops elements until the current node is an HTML element or an integration point.</summary>
    public void PopToHtml()
    {
        int depth = Depth;
        while (depth > 0 && !_elements[depth - 1].IsHtml && _elements[depth - 1].Point is not (IntegrationPoint.Html or IntegrationPoint.MathText))
            depth--;
        PopTo(depth);
    }

    private int IndexOf(uint name, int floor)
    {
        if (_count[(byte)name] == 0)
            return -1;
        int index = _names.AsSpan(floor, Depth - floor).LastIndexOf(name);
        return index < 0 ? -1 : floor + index;
    }

    private void Push(uint name, MarkupNamespace markup, IntegrationPoint point)
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

        OpenElement around = Depth > 0 ? Top : new OpenElement(MarkupNamespace.Html, IntegrationPoint.None, 0, -1);
        _elements[Depth] = new OpenElement(
            markup,
            point,
            around.IsHtml ? (short)Depth : around.ForeignFloor,
            point == IntegrationPoint.None ? around.Scope : (short)Depth);
        _names[Depth++] = name;
        _count[(byte)name]++;
    }
}
