namespace Tutorial.Net;

/// <summary>Bytes to scan.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="rawLength">How many bytes of the page they stand for; with none of either, more must come first.</param>
internal readonly ref struct DecodedBytes(ReadOnlySpan<byte> bytes, int rawLength)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public int RawLength => rawLength;

    /// <summary>Whether the bytes that they stand for are a byte order mark.</summary>
    public bool IsMark { get; init; }

    public bool IsNothing => Bytes.IsEmpty && rawLength == 0;
}
