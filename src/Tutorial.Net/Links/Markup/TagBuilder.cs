namespace Tutorial.Net;

/// <summary>
/// The tag being read: its name and those attributes that are wanted, as ranges of the bytes at hand. When those end inside the tag,
/// what is there moves to its <see cref="TagBytes"/>, so that the window need not be kept.
/// </summary>
/// <remarks>
/// Bounded: a name counts up to <see cref="MaxNameLength"/> bytes, a value that is longer than the limit is dropped and counted, and
/// each wanted attribute is taken once (the first wins).
/// </remarks>
internal sealed class TagBuilder(int maxValueLength, bool takeAll) : IDisposable
{
    /// <summary>No name that means something is longer; what follows is not looked at.</summary>
    public const int MaxNameLength = 4096;

    private readonly TagBytes _bytes = new();
    private TagAttribute[] _attributes = new TagAttribute[8];
    private int _settled;
    private TagPiece _name;
    private TagPiece _attributeName;
    /// <summary>What the windows before had of the name or the value being read; the last of what is kept.</summary>
    private TagPiece _partial;
    private bool _valueIsTooLong;
    private ulong _seen;
    private ulong _seenCustom;
    private HtmlAttribute _current;

    public HtmlElement Element { get; private set; }

    public MarkupNamespace Namespace { get; set; }

    public bool IsEndTag { get; private set; }

    public bool IsSelfClosing { get; set; }

    /// <summary>Position of the tag's <c>&lt;</c> in the stream.</summary>
    public long Offset { get; private set; }

    public int Count { get; private set; }

    /// <summary>Values dropped so far because they were longer than the limit.</summary>
    public long SkippedValues { get; private set; }

    /// <summary>Whether the attribute being read is one to keep.</summary>
    public bool KeepsAttribute { get; private set; }

    public TagAttribute this[int index] => _attributes[index];

    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> data) => _bytes.Read(_name, data);

    public ReadOnlySpan<byte> Value(int index, ReadOnlySpan<byte> data) => _bytes.Read(_attributes[index].Value, data);

    public ReadOnlySpan<byte> AttributeName(int index, ReadOnlySpan<byte> data) => _bytes.Read(_attributes[index].Name, data);

    public bool Has(HtmlAttribute attribute) => IndexOf(attribute) >= 0;

    public int IndexOf(HtmlAttribute attribute)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_attributes[i].Id == attribute)
                return i;
        }

        return -1;
    }

    public bool HasHtmlEncoding(ReadOnlySpan<byte> data)
    {
        int index = IndexOf(HtmlAttribute.Encoding);
        if (index < 0)
            return false;
        ReadOnlySpan<byte> value = Value(index, data);
        return System.Text.Ascii.EqualsIgnoreCase(value, "text/html"u8)
            || System.Text.Ascii.EqualsIgnoreCase(value, "application/xhtml+xml"u8);
    }

    public void Begin(long offset, bool isEndTag)
    {
        Offset = offset;
        IsEndTag = isEndTag;
        IsSelfClosing = false;
        Count = 0;
        _bytes.Clear();
        _settled = 0;
        _seen = _seenCustom = 0;
        _name = _attributeName = _partial = default;
        _valueIsTooLong = false;
    }

    public void EndName(ReadOnlySpan<byte> data, int start, int end)
    {
        _name = FinishName(data, start, end);
        Element = HtmlElements.Find(_bytes.Read(_name, data));
    }

    /// <summary>Nothing of this tag's attributes matters.</summary>
    public void SkipAttributes() => KeepsAttribute = false;

    /// <summary>Makes the tag one with a name that is known already: the end tag of raw text.</summary>
    public void SetElement(HtmlElement element)
    {
        Element = element;
        _name = default;
    }

    /// <summary>The attribute's name is whole: decides whether its value is to be kept.</summary>
    public void EndAttributeName(ReadOnlySpan<byte> data, int start, int end, TagInterest interest, ulong wanted)
    {
        TagPiece name = FinishName(data, start, end);
        _current = interest.Find(_bytes.Read(name, data), wanted);
        KeepsAttribute = takeAll || (_current != HtmlAttribute.None && FirstOf(_current));
        if (takeAll)
            _attributeName = name;
        else
            _bytes.Drop(name); // No longer needed: an endless tag takes no more room.
    }

    /// <summary>The attribute is whole: takes the value, unless it is too long.</summary>
    public void EndAttribute(ReadOnlySpan<byte> data, int start, int end)
    {
        if (IsTooLong(end - start))
        {
            DropPartial();
            _valueIsTooLong = false;
            SkippedValues++;
            return;
        }

        if (Count == _attributes.Length)
            Array.Resize(ref _attributes, Count * 2);
        _attributes[Count++] = new TagAttribute(_current, _attributeName, Finish(data, start, end - start));
    }

    /// <summary>The bytes at hand end inside a name that began at <paramref name="start"/>.</summary>
    public void KeepName(ReadOnlySpan<byte> data, int start) =>
        _partial = _bytes.Join(_partial, data.Slice(start, NameLength(data.Length - start)));

    /// <summary>The bytes at hand end inside a value that began at <paramref name="start"/>.</summary>
    public void KeepValue(ReadOnlySpan<byte> data, int start)
    {
        _valueIsTooLong = IsTooLong(data.Length - start);
        if (_valueIsTooLong)
            DropPartial();
        else
            _partial = _bytes.Join(_partial, data[start..]);
    }

    /// <summary>The bytes at hand end inside the tag: keeps what is whole of it. Comes before the piece that is not.</summary>
    public void KeepWhole(ReadOnlySpan<byte> data)
    {
        if (!_partial.IsEmpty)
            return; // It began in an earlier window, and so did everything before it.
        _name = _bytes.Keep(_name, data);
        if (takeAll)
            _attributeName = _bytes.Keep(_attributeName, data);
        for (; _settled < Count; _settled++)
        {
            TagAttribute attribute = _attributes[_settled];
            _attributes[_settled] = new TagAttribute(attribute.Id, _bytes.Keep(attribute.Name, data), _bytes.Keep(attribute.Value, data));
        }
    }

    public void Dispose() => _bytes.Dispose();

    private bool FirstOf(HtmlAttribute attribute)
    {
        ref ulong seen = ref attribute < HtmlAttribute.FirstCustom ? ref _seen : ref _seenCustom;
        ulong bit = 1UL << ((int)attribute & 63);
        bool first = (seen & bit) == 0;
        seen |= bit;
        return first;
    }

    private bool IsTooLong(int more) => _valueIsTooLong || more > maxValueLength - _partial.Length;

    private int NameLength(int more) => Math.Min(more, MaxNameLength - _partial.Length);

    private TagPiece FinishName(ReadOnlySpan<byte> data, int start, int end) => Finish(data, start, NameLength(end - start));

    private TagPiece Finish(ReadOnlySpan<byte> data, int start, int length)
    {
        TagPiece whole = _partial.IsEmpty ? TagPiece.InWindow(start, length) : _bytes.Join(_partial, data.Slice(start, length));
        _partial = default;
        return whole;
    }

    private void DropPartial()
    {
        _bytes.Drop(_partial);
        _partial = default;
    }
}
