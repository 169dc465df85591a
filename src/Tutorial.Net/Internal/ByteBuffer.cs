using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>
/// A growing run of bytes in an array from the pool. The default value is empty and holds none. Not thread-safe; never copy one in
/// use: pass it by reference. <see cref="Dispose"/> gives the array back, after which it is empty again.
/// </summary>
internal struct ByteBuffer : IDisposable
{
    private const int FirstSize = 256;

    private byte[]? _bytes;
    private int _length;

    /// <summary>The bytes written. Setting a smaller value cuts the end off; a larger one is a programming error.</summary>
    public int Length
    {
        readonly get => _length;
        set => _length = (uint)value <= (uint)_length ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>What was written; valid until the next write.</summary>
    public readonly ReadOnlySpan<byte> Written => new(_bytes, 0, _length);

    public void Append(byte value)
    {
        if (_bytes is null || _length == _bytes.Length)
            Grow(1);
        _bytes[_length++] = value;
    }

    public void Append(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Appends <paramref name="ascii"/> with A to Z made small.</summary>
    public void AppendLower(scoped ReadOnlySpan<byte> ascii) => System.Text.Ascii.ToLower(ascii, Take(ascii.Length), out _);

    /// <summary>Appends a byte as <c>%XX</c>, in capitals as the URL standard writes it.</summary>
    public void AppendPercent(byte value)
    {
        Span<byte> escape = Take(3);
        escape[0] = (byte)'%';
        escape[1] = Hex(value >> 4);
        escape[2] = Hex(value & 15);

        static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
    }

    /// <summary>Appends a number in decimal, or in small hex digits where <paramref name="format"/> is <c>x</c>.</summary>
    public void Append(uint number, char format = 'D')
    {
        Span<byte> digits = stackalloc byte[10];
        Utf8Formatter.TryFormat(number, digits, out int count, format);
        Append(digits[..count]);
    }

    /// <summary>Puts <paramref name="bytes"/> before the byte at <paramref name="index"/>.</summary>
    public void Insert(int index, scoped ReadOnlySpan<byte> bytes)
    {
        int tail = _length - index;
        Take(bytes.Length);
        Span<byte> moved = _bytes.AsSpan(index, tail + bytes.Length);
        moved[..tail].CopyTo(moved[bytes.Length..]);
        bytes.CopyTo(moved);
    }

    public void Dispose()
    {
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        this = default;
    }

    /// <summary>Room for <paramref name="count"/> bytes more, which count as written.</summary>
    private Span<byte> Take(int count)
    {
        if (_bytes is null || count > _bytes.Length - _length)
            Grow(count);
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }

    [MemberNotNull(nameof(_bytes))]
    private void Grow(int more)
    {
        int wanted = Math.Max(checked(_length + more), FirstSize);
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max((uint)wanted, 2 * (uint)_length), (uint)Array.MaxLength));
        Written.CopyTo(larger);
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
