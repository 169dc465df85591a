using System.Buffers;

namespace Tutorial.Net;

/// <summary>
/// The tag being read: its name and those attributes that are wanted, as ranges of the bytes at hand. When the bytes end inside the
/// tag, what is there moves to a buffer of its own, so that none of them must be kept.
/// </summary>
/// <remarks>
/// Bounded: a name counts up to <see cref="MaxNameLength"/> bytes, a value that is longer than the limit is dropped and counted, and
/// each wanted attribute is taken once (the first wins).
/// </remarks>
internal sealed class TagBuilder(int maxValueLength, bool takeAll) : IDisposable
{
    /// <summary>No name that means something is longer; what follows is not looked at.</summary>
    public const int MaxNameLength = 4096;

    private TagAttribute[] _attributes = new TagAttribute[8];
    private byte[] _spill = [];
    private int _spilled;
    private int _settled;
    private TagPiece _name;
    private TagPiece _attributeName;
    private TagPiece _partial;
    private bool _partialIsTooLong;
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

    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> data) => Bytes(_name, data);

    public ReadOnlySpan<byte> Value(int index, ReadOnlySpan<byte> data) => Bytes(_attributes[index].Value, data);

    public ReadOnlySpan<byte> AttributeName(int index, ReadOnlySpan<byte> data) => Bytes(_attributes[index].Name, data);

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
        _spilled = _settled = 0;
        _seen = _seenCustom = 0;
        _name = _attributeName = _partial = default;
        _partialIsTooLong = false;
    }

    public void EndName(ReadOnlySpan<byte> data, int start, int end)
    {
        _name = FinishName(data, start, end);
        Element = HtmlElements.Find(Bytes(_name, data));
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
        _current = interest.Find(Bytes(name, data), wanted);
        KeepsAttribute = takeAll || (_current != HtmlAttribute.None && FirstOf(_current));
        if (takeAll)
            _attributeName = name;
        else if (name.IsSpilled)
            _spilled = name.Start; // The last that was spilled, and no longer needed: an endless tag takes no more room.
    }

    /// <summary>The attribute is whole: takes the value, unless it is too long.</summary>
    public void EndAttribute(ReadOnlySpan<byte> data, int start, int end)
    {
        bool tooLong = _partialIsTooLong;
        TagPiece value = FinishValue(data, start, end);
        if (tooLong || value.Length > maxValueLength)
        {
            SkippedValues++;
            if (value.IsSpilled)
                _spilled = value.Start;
            return;
        }

        if (Count == _attributes.Length)
            Array.Resize(ref _attributes, Count * 2);
        _attributes[Count++] = new TagAttribute(_current, _attributeName, value);
    }

    /// <summary>The bytes at hand end inside a name that began at <paramref name="start"/>.</summary>
    public void SpillName(ReadOnlySpan<byte> data, int start) =>
        SpillPartial(data.Slice(start, Math.Min(data.Length - start, MaxNameLength - _partial.Length)));

    /// <summary>The bytes at hand end inside a value that began at <paramref name="start"/>.</summary>
    public void SpillValue(ReadOnlySpan<byte> data, int start)
    {
        _partialIsTooLong |= data.Length - start > maxValueLength - _partial.Length;
        SpillPartial(_partialIsTooLong ? default : data[start..]);
    }

    /// <summary>The bytes at hand end inside the tag: copies what of it still lies in them.</summary>
    public void SpillWhole(ReadOnlySpan<byte> data)
    {
        _name = Spill(_name, data);
        if (takeAll)
            _attributeName = Spill(_attributeName, data);
        for (; _settled < Count; _settled++)
        {
            TagAttribute attribute = _attributes[_settled];
            _attributes[_settled] = new TagAttribute(attribute.Id, Spill(attribute.Name, data), Spill(attribute.Value, data));
        }
    }

    public void Dispose()
    {
        if (_spill.Length > 0)
            ArrayPool<byte>.Shared.Return(_spill);
        _spill = [];
    }

    private bool FirstOf(HtmlAttribute attribute)
    {
        ref ulong seen = ref attribute < HtmlAttribute.FirstCustom ? ref _seen : ref _seenCustom;
        ulong bit = 1UL << ((int)attribute & 63);
        bool first = (seen & bit) == 0;
        seen |= bit;
        return first;
    }

    private TagPiece FinishName(ReadOnlySpan<byte> data, int start, int end)
    {
        int length = Math.Min(end - start, MaxNameLength - _partial.Length);
        return _partial.IsSpilled ? Join(data.Slice(start, length)) : new TagPiece(start, length, false);
    }

    /// <summary>A value past the limit comes back longer than the limit, and not whole.</summary>
    private TagPiece FinishValue(ReadOnlySpan<byte> data, int start, int end)
    {
        if (!_partial.IsSpilled)
            return new TagPiece(start, end - start, false);
        int length = end - start;
        bool fits = length <= maxValueLength - _partial.Length;
        TagPiece whole = Join(fits ? data.Slice(start, length) : default);
        return fits ? whole : whole with { Length = maxValueLength + 1 };
    }

    private TagPiece Join(ReadOnlySpan<byte> rest)
    {
        Append(rest);
        TagPiece whole = _partial with { Length = _partial.Length + rest.Length };
        _partial = default;
        _partialIsTooLong = false;
        return whole;
    }

    private void SpillPartial(ReadOnlySpan<byte> part)
    {
        if (!_partial.IsSpilled)
            _partial = new TagPiece(_spilled, 0, true);
        Append(part);
        _partial = _partial with { Length = _partial.Length + part.Length };
    }

    private TagPiece Spill(TagPiece piece, ReadOnlySpan<byte> data)
    {
        if (piece.IsSpilled || piece.Length == 0)
            return piece;
        int start = _spilled;
        Append(data.Slice(piece.Start, piece.Length));
        return new TagPiece(start, piece.Length, true);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _spill.Length - _spilled)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, (_spilled + bytes.Length) * 2));
            _spill.AsSpan(0, _spilled).CopyTo(larger);
            Dispose();
            _spill = larger;
        }

        bytes.CopyTo(_spill.AsSpan(_spilled));
        _spilled += bytes.Length;
    }

    private ReadOnlySpan<byte> Bytes(TagPiece piece, ReadOnlySpan<byte> data) =>
        (piece.IsSpilled ? _spill : data).Slice(piece.Start, piece.Length);
}
