using System.IO.Compression;

namespace Tutorial.Net;

/// <summary>A body without its packing. One that is packed otherwise than it says, or ends too early, says so after what was
/// right.</summary>
/// <param name="body">The packed body.</param>
/// <param name="coding">How it says it is packed.</param>
/// <param name="uri">Where it comes from.</param>
internal sealed class UnpackedBody(Stream body, string coding, Uri uri) : ReadOnlyStream
{
    private readonly PackedBytes _packed = new(body, coding is "gzip");
    private Stream? _decoder;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        int count;
        try
        {
            _decoder ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
            count = await _decoder.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw _packed.HasEnded ? Cut() : new PageFetchException(PageFetchError.Corrupt, uri, $"the body is not packed as it says ({coding})", e);
        }

        // What comes out after the end was made of the byte that told whether it was one.
        return _packed.IsCut && count == 0 || _packed.HasEnded && !_packed.IsCut && count > 0 ? throw Cut() : count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder?.Dispose();
            _packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private PageFetchException Cut() => new(PageFetchError.Incomplete, uri, $"the body ends in the middle of its packing ({coding})");

    private async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) => coding switch
    {
        "gzip" => new GZipStream(_packed, CompressionMode.Decompress),
        "br" => new BrotliStream(_packed, CompressionMode.Decompress),
        // Some servers send what the word says, most what the standard says it means (RFC 9110, 8.4.1.2).
        _ => (await _packed.PeekAsync(cancellationToken).ConfigureAwait(false) & 0xF) == 8
            ? new ZLibStream(_packed, CompressionMode.Decompress)
            : new DeflateStream(_packed, CompressionMode.Decompress),
    };
}
