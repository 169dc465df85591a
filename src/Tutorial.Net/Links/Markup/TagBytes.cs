using System.Buffers;

namespace Tutorial.Net;

/// <summary>
/// The bytes of one tag: the only way to those of a <see cref="TagPiece"/>. What of the tag is read when the window ends moves in
/// here, one piece after the other, and only the last of them may grow or go.
/// </summary>
internal sealed class TagBytes : IDisposable
{
    private byte[] _kept = [];
    private int _length;

    public ReadOnlySpan<byte> Read(TagPiece piece, ReadOnlySpan<byte> window) =>
        (piece.IsKept ? _kept : window).Slice(piece.Start, piece.Length);

    /// <summary>The same bytes, and what happens to lie behind them.</summary>
    public ReadOnlySpan<byte> ReadOn(TagPiece piece, ReadOnlySpan<byte> window) => (piece.IsKept ? _kept : window)[piece.Start..];

    /// <summary>The same bytes, where they stay when the window goes.</summary>
    public TagPiece Keep(TagPiece piece, ReadOnlySpan<byte> window) =>
        piece.IsKept ? piece : Join(default, window.Slice(piece.Start, piece.Length));

    /// <summary><paramref name="last"/>, which is the last that was kept or empty, with more bytes behind it.</summary>
    public TagPiece Join(TagPiece last, ReadOnlySpan<byte> rest)
    {
        int start = _length - last.Length;
        if (rest.Length > _kept.Length - _length)
            Grow(rest.Length);
        rest.CopyTo(_kept.AsSpan(_length));
        _length += rest.Length;
        return TagPiece.Kept(start, last.Length + rest.Length);
    }

    /// <summary>Takes away <paramref name="last"/>, which is the last that was kept, lies in the window, or is empty.</summary>
    public void Drop(TagPiece last) => _length -= last.IsKept ? last.Length : 0;

    public void Clear() => _length = 0;

    public void Dispose()
    {
        if (_kept.Length > 0)
            ArrayPool<byte>.Shared.Return(_kept);
        _kept = [];
    }

    private void Grow(int more)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, (_length + more) * 2));
        _kept.AsSpan(0, _length).CopyTo(larger);
        Dispose();
        _kept = larger;
    }
}
