using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// A fixed set of names, found by their bytes without regard to ASCII case: the position of the name in the list, or -1. An empty
/// name in the list only takes a position.
/// </summary>
/// <remarks>
/// Every tag of a page is looked up here. Up to eight letters the key is the name itself: a byte that folds to a letter is one. Only a
/// hit of a longer name, or of one with other characters, compares bytes.
/// </remarks>
internal sealed class NameTable
{
    private const ulong LowerCase = 0x2020202020202020;
    private readonly ulong[] _keys;
    private readonly Entry[] _entries;
    private readonly byte[][] _names;
    private readonly int _shift;

    public NameTable(IReadOnlyList<string> names)
    {
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
        int bits = 4;
        while (1 << bits < names.Count * 4)
            bits++;
        _shift = 64 - bits;
        _keys = new ulong[1 << bits];
        _entries = new Entry[1 << bits];
        for (int i = 0; i < _names.Length; i++)
        {
            if (_names[i].Length > 0)
                Add(i);
        }
    }

    public int Find(ReadOnlySpan<byte> name) => name.IsEmpty ? -1 : Find(Key(name, name.Length), name);

    /// <summary>The same for the first <paramref name="length"/> bytes (at least 1), which is quicker where 8 can be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ReadOnlySpan<byte> bytes, int length) => Find(Key(bytes, length), bytes[..length]);

    private int Find(ulong key, ReadOnlySpan<byte> name)
    {
        ulong[] keys = _keys;
        for (int slot = Slot(key); keys[slot] != 0; slot = (slot + 1) & (keys.Length - 1))
        {
            if (keys[slot] != key)
                continue;
            Entry entry = _entries[slot];
            if (entry.Length == name.Length && (entry.IsExact || Ascii.EqualsIgnoreCase(name, _names[entry.Index])))
                return entry.Index;
        }

        return -1;
    }

    private void Add(int index)
    {
        ulong key = Key(_names[index], _names[index].Length);
        int slot = Slot(key);
        while (_keys[slot] != 0)
            slot = (slot + 1) & (_keys.Length - 1);
        _keys[slot] = key;
        byte[] name = _names[index];
        bool isExact = name.Length <= 8 && Array.TrueForAll(name, b => char.IsAsciiLetter((char)b));
        _entries[slot] = new Entry((short)index, (short)name.Length, isExact);
    }

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> _shift);

    /// <summary>Never 0, because no byte of the name is once it is folded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(ReadOnlySpan<byte> bytes, int length)
    {
        if (length <= 8)
        {
            ulong used = ulong.MaxValue >> (64 - (length * 8));
            ulong eight = bytes.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) & used : Short(bytes[..length]);
            return eight | (LowerCase & used);
        }

        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(bytes) | LowerCase;
        ulong last = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(length - 8)..]) | LowerCase;
        return ((first * 31) ^ last) | LowerCase;
    }

    private static ulong Short(ReadOnlySpan<byte> name)
    {
        ulong value = 0;
        for (int i = name.Length - 1; i >= 0; i--)
            value = (value << 8) | name[i];
        return value;
    }

    private readonly record struct Entry(short Index, short Length, bool IsExact);
}
