using System.Buffers;

namespace Tutorial.Net;

/// <summary>"Get an attribute" of the HTML standard's prescan: no character references.</summary>
internal ref struct MetaAttributes(ReadOnlySpan<byte> bytes, int at)
{
    /// <summary>Where a tag's name or a bare value ends.</summary>
    public static readonly SearchValues<byte> SpaceOrTagEnd = SearchValues.Create("\t\n\f\r >"u8);

    private static readonly SearchValues<byte> NameEnd = SearchValues.Create("=\t\n\f\r />"u8);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The byte that comes next: after the last attribute the tag's <c>&gt;</c>, or the end if the bytes ran out.</summary>
    public int Position { get; private set; } = at;

    /// <summary>Reads the next attribute; false at the tag's end, and where the bytes run out within one.</summary>
    public bool TryRead()
    {
        Skip("\t\n\f\r /"u8);
        if (AtEnd || _bytes[Position] == '>')
            return false;
        int start = Position;
        // An equals sign at the very start belongs to the name.
        Position++;
        int end = _bytes[Position..].IndexOfAny(NameEnd);
        if (end < 0)
            return RunOut();
        Position += end;
        Name = _bytes[start..Position];
        Value = default;
        Skip("\t\n\f\r "u8);
        if (AtEnd)
            return false;
        if (_bytes[Position] != '=')
            return true;
        Position++;
        Skip("\t\n\f\r "u8);
        return !AtEnd && ReadValue();
    }

    private readonly bool AtEnd => Position >= _bytes.Length;

    private bool ReadValue()
    {
        byte first = _bytes[Position];
        if (first == '>')
            return true;
        bool quoted = first is (byte)'"' or (byte)'\'';
        ReadOnlySpan<byte> rest = _bytes[(Position + (quoted ? 1 : 0))..];
        int end = quoted ? rest.IndexOf(first) : rest.IndexOfAny(SpaceOrTagEnd);
        if (end < 0)
            return RunOut();
        Value = rest[..end];
        Position += quoted ? end + 2 : end;
        return true;
    }

    private bool RunOut()
    {
        Position = _bytes.Length;
        return false;
    }

    private void Skip(ReadOnlySpan<byte> set)
    {
        int next = _bytes[Position..].IndexOfAnyExcept(set);
        Position = next < 0 ? _bytes.Length : Position + next;
    }
}
