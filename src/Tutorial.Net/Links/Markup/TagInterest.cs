namespace Tutorial.Net;

/// <summary>Which attributes of which elements are worth keeping, and which tags are worth reporting even without any.</summary>
internal sealed class TagInterest
{
    private static readonly NameTable KnownByCode = new(HtmlAttributes.Names);

    private readonly ulong[] _byElement = new ulong[HtmlElements.Count];
    private readonly bool[] _starts = new bool[HtmlElements.Count];
    private readonly bool[] _ends = new bool[HtmlElements.Count];
    private readonly ulong _inForeign;
    private readonly NameTable _known;
    private readonly NameTable? _custom;

    /// <param name="known">Attributes by number; null for those that the code asks for.</param>
    /// <param name="inForeign">Attributes to keep on every element while svg or math is open.</param>
    /// <param name="everywhere">Attributes to keep on every element.</param>
    /// <param name="custom">Names that are no <see cref="HtmlAttribute"/>, to keep on every element; at most 64.</param>
    public TagInterest(NameTable? known = null, ulong inForeign = 0, ulong everywhere = 0, IReadOnlyList<string>? custom = null)
    {
        _known = known ?? KnownByCode;
        _inForeign = inForeign;
        Array.Fill(_byElement, everywhere);
        // What the tree builder's feedback asks for.
        Want(HtmlElement.Font, HtmlAttributes.Set(HtmlAttribute.Color, HtmlAttribute.Face, HtmlAttribute.Size));
        Want(HtmlElement.AnnotationXml, HtmlAttributes.Bit(HtmlAttribute.Encoding));
        _custom = custom is { Count: > 0 } ? new NameTable(custom) : null;
    }

    public void Want(HtmlElement element, ulong attributes) => _byElement[(int)element] |= attributes;

    public void Watch(HtmlElement element, bool start, bool end)
    {
        _starts[(int)element] |= start;
        _ends[(int)element] |= end;
    }

    public ulong Wanted(HtmlElement element, bool inForeign) => _byElement[(int)element] | (inForeign ? _inForeign : 0);

    public bool Watches(HtmlElement element, bool isEndTag) => (isEndTag ? _ends : _starts)[(int)element];

    /// <summary>Whether no attribute of such a tag can matter, so that its names need no look.</summary>
    public bool IsNothing(ulong wanted) => wanted == 0 && _custom is null;

    /// <summary>Whether such a tag outside svg and math is nobody's: neither it nor what is in it is looked at.</summary>
    public bool Ignores(HtmlElement element, bool isEndTag) => isEndTag
        ? !_ends[(int)element]
        : !_starts[(int)element] && IsNothing(_byElement[(int)element])
            && (HtmlElements.Traits(element) & (ElementTraits.SwitchesTokenizer | ElementTraits.ForeignRoot)) == 0;

    public HtmlAttribute Find(ReadOnlySpan<byte> name, ulong wanted)
    {
        if (wanted != 0)
        {
            int known = _known.Find(name);
            if (known >= 0 && (wanted >> known & 1) != 0)
                return (HtmlAttribute)known;
        }

        int custom = _custom is null ? -1 : _custom.Find(name);
        return custom < 0 ? HtmlAttribute.None : HtmlAttribute.FirstCustom + (short)custom;
    }
}
