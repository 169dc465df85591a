namespace Tutorial.Net;

/// <summary>
/// The tag being read: its name and those attributes that are wanted, as ranges of the bytes at hand. When those end inside the tag,
/// what is there moves to its <see cref="TagBytes"/>, so that the window need not be kept. Whoever reads it takes a
/// <see cref="TagView"/>.
/// </summary>
/// <remarks>
/// Bounded: a name counts up to <see cref="MaxNameLength"/> bytes, a value that is longer than the limit is dropped and counted, and
/// each wanted attribute is taken once (the first wins).
/// </remarks>
internal sealed class CurrentTag(int maxValueLength, bool takeAll) : IDisposable
{
    /// <summary>No name that means something is longer; what follows is not looked at.</summary>
    public const int MaxNameLength = 4096;

    private TagAttribute[] _attributes = new TagAttribute[8];
    private int _settled;
    private TagPiece _attributeName;
    /// <summary>What the windows before had of the name or the value being read; the last of what is kept.</summary>
    private TagPiece _partial;
    private bool _valueIsTooLong;
    private ulong _seen;
    private ulong _seenCustom;
    private HtmlAttribute _current;

    public TagBytes Bytes { get; } = new();

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

    public TagPiece Name { get; private set; }

    public TagAttribute this[int index] => _attributes[index];

    public void Begin(long offset, bool isEndTag)
    {
        Offset = offset;
        IsEndTag = isEndTag;
        IsSelfClosing = KeepsAttribute = false;
        Count = 0;
        Bytes.Clear();
        _settled = 0;
        _seen = _seenCustom = 0;
        Name = _attributeName = _partial = default;
        _valueIsTooLong = false;
    }

    public void EndName(ReadOnlySpan<byte> data, int start, int end)
    {
        Name = FinishName(data, start, end);
        Element = HtmlElements.Find(Bytes.Read(Name, data));
    }

    /// <summary>The name is whole in the bytes at hand, and known.</summary>
    public void SetName(HtmlElement element, int start, int end)
    {
        Name = TagPiece.InWindow(start, Math.Min(end - start, MaxNameLength));
        Element = element;
    }

    /// <summary>An attribute with a value in quotes lies in the bytes at hand whole.</summary>
    /// <param name="data">The bytes at hand.</param>
    /// <param name="name">Where its name begins.</param>
    /// <param name="equals">Where that ends.</param>
    /// <param name="end">Where the closing quote stands.</param>
    /// <param name="interest">Which attributes are wanted.</param>
    /// <param name="wanted">Those of this element.</param>
    public void TakeWhole(ReadOnlySpan<byte> data, int name, int equals, int end, TagInterest interest, ulong wanted)
    {
        _current = interest.Find(data[name..], equals - name, wanted);
        KeepsAttribute = takeAll || (_current != HtmlAttribute.None && FirstOf(_current));
        if (!KeepsAttribute)
            return;
        if (takeAll)
            _attributeName = TagPiece.InWindow(name, NameLength(equals - name));
        EndAttribute(data, equals + 2, end);
    }

    /// <summary>The attribute's name is whole: decides whether its value is to be kept.</summary>
    public void EndAttributeName(ReadOnlySpan<byte> data, int start, int end, TagInterest interest, ulong wanted)
    {
        TagPiece name = FinishName(data, start, end);
        ReadOnlySpan<byte> bytes = Bytes.Read(name, data);
        _current = interest.Find(bytes, bytes.Length, wanted);
        KeepsAttribute = takeAll || (_current != HtmlAttribute.None && FirstOf(_current));
        if (takeAll)
            _attributeName = name;
        else
            Bytes.Drop(name); // No longer needed: an endless tag takes no more room.
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
        _partial = Bytes.Join(_partial, data.Slice(start, NameLength(data.Length - start)));

    /// <summary>The bytes at hand end inside a value that began at <paramref name="start"/>.</summary>
    public void KeepValue(ReadOnlySpan<byte> data, int start)
    {
        _valueIsTooLong = IsTooLong(data.Length - start);
        if (_valueIsTooLong)
            DropPartial();
        else
            _partial = Bytes.Join(_partial, data[start..]);
    }

    /// <summary>The bytes at hand end inside the tag: keeps what is whole of it. Comes before the piece that is not.</summary>
    public void KeepWhole(ReadOnlySpan<byte> data)
    {
        if (!_partial.IsEmpty)
            return; // It began in an earlier window, and so did everything before it.
        Name = Bytes.Keep(Name, data);
        if (takeAll)
            _attributeName = Bytes.Keep(_attributeName, data);
        for (; _settled < Count; _settled++)
        {
            TagAttribute attribute = _attributes[_settled];
            _attributes[_settled] = new TagAttribute(attribute.Id, Bytes.Keep(attribute.Name, data), Bytes.Keep(attribute.Value, data));
        }
    }

    public void Dispose() => Bytes.Dispose();

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
        TagPiece whole = _partial.IsEmpty ? TagPiece.InWindow(start, length) : Bytes.Join(_partial, data.Slice(start, length));
        _partial = default;
        return whole;
    }

    private void DropPartial()
    {
        Bytes.Drop(_partial);
        _partial = default;
    }
}
