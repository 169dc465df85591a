namespace Tutorial.Net;

/// <summary>A packed body as its decoder gets it, and whether that wanted more than there was: .NET's decoders take an end anywhere for
/// the end.</summary>
/// <param name="body">The body.</param>
/// <param name="isGzip">
/// Whether the decoder asks for more after the end of what it got, in case another gzip member follows. It is given one byte that begins
/// none: only if it asks once more, something was missing.
/// </param>
internal sealed class PackedBytes(Stream body, bool isGzip) : ReadOnlyStream
{
    private int _first = -1;
    private bool _hasBytes;

    /// <summary>The end was reached, and asked past.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The decoder is not done, and there is no more.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The first byte, which stays to be read; -1 for none.</summary>
    public async ValueTask<int> PeekAsync(CancellationToken cancellationToken)
    {
        byte[] first = new byte[1];
        return _first = await body.ReadAsync(first, cancellationToken).ConfigureAwait(false) == 0 ? -1 : first[0];
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        if (_first >= 0)
        {
            (buffer.Span[0], _first, _hasBytes) = ((byte)_first, -1, true);
            return 1;
        }

        int count = HasEnded ? 0 : await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _hasBytes |= count > 0;
        // Nothing at all is an empty page, however it is packed.
        if (count > 0 || !_hasBytes)
            return count;
        IsCut = HasEnded || !isGzip;
        HasEnded = true;
        if (IsCut)
            return 0;
        buffer.Span[0] = 0;
        return 1;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            body.Dispose();
        base.Dispose(disposing);
    }
}
