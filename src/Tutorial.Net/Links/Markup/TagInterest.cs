namespace Tutorial.Net;

/// <summary>Which attributes of which elements are worth keeping, and which tags are worth reporting even without any.</summary>
internal sealed class TagInterest
{
    private static readonly NameTable KnownByCode = new(HtmlAttributes.Names);

    private readonly Interest[] _byElement = new Interest[HtmlElements.Count];
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
        _custom = custom is { Count: > 0 } ? new NameTable(custom) : null;
        for (int i = 0; i < _byElement.Length; i++)
            Set((HtmlElement)i, everywhere, start: false, end: false);
        // What the tree builder's feedback asks for.
        Want(HtmlElement.Font, HtmlAttributes.Set(HtmlAttribute.Color, HtmlAttribute.Face, HtmlAttribute.Size));
        Want(HtmlElement.AnnotationXml, HtmlAttributes.Bit(HtmlAttribute.Encoding));
    }

    public void Want(HtmlElement element, ulong attributes) => Set(element, attributes, start: false, end: false);

    public void Watch(HtmlElement element, bool start, bool end) => Set(element, 0, start, end);

    public ulong Wanted(HtmlElement element, bool inForeign) => _byElement[(int)element].Attributes | (inForeign ? _inForeign : 0);

    public bool Watches(HtmlElement element, bool isEndTag) =>
        isEndTag ? _byElement[(int)element].WatchesEnd : _byElement[(int)element].WatchesStart;

    /// <summary>Whether no attribute of such a tag can matter, so that its names need no look.</summary>
    public bool IsNothing(ulong wanted) => wanted == 0 && _custom is null;

    /// <summary>Whether such a tag outside svg and math is nobody's: neither it nor what is in it is looked at.</summary>
    public bool Ignores(HtmlElement element, bool isEndTag) =>
        isEndTag ? !_byElement[(int)element].WatchesEnd : _byElement[(int)element].IgnoresStart;

    /// <summary>The attribute of the name that the first <paramref name="length"/> bytes are (at least 1), if it is wanted.</summary>
    public HtmlAttribute Find(ReadOnlySpan<byte> bytes, int length, ulong wanted)
    {
        if (wanted != 0)
        {
            int known = _known.Find(bytes, length);
            if (known >= 0 && (wanted >> known & 1) != 0)
                return (HtmlAttribute)known;
        }

        int custom = _custom is null ? -1 : _custom.Find(bytes, length);
        return custom < 0 ? HtmlAttribute.None : HtmlAttribute.FirstCustom + (short)custom;
    }

    private void Set(HtmlElement element, ulong attributes, bool start, bool end)
    {
        ref Interest interest = ref _byElement[(int)element];
        interest.Attributes |= attributes;
        interest.WatchesStart |= start;
        interest.WatchesEnd |= end;
        interest.IgnoresStart = !interest.WatchesStart && IsNothing(interest.Attributes)
            && (HtmlElements.Traits(element) & (ElementTraits.SwitchesTokenizer | ElementTraits.ForeignRoot)) == 0;
    }

    private struct Interest
    {
        public ulong Attributes;
        public bool WatchesStart;
        public bool WatchesEnd;
        public bool IgnoresStart;
    }
}
