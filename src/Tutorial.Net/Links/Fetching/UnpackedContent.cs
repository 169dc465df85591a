using System.Net;
using System.Net.Http.Headers;

namespace Tutorial.Net;

/// <summary>An answer's content without the packing that was put on last.</summary>
internal sealed class UnpackedContent : HttpContent
{
    /// <summary>What is asked for, and undone.</summary>
    public const string Codings = "gzip, deflate, br";

    private readonly HttpContent _packed;
    private readonly string _coding;
    private readonly Uri _uri;

    private UnpackedContent(HttpContent packed, string[] codings, string coding, Uri uri)
    {
        (_packed, _coding, _uri) = (packed, coding, uri);
        foreach ((string name, HeaderStringValues values) in packed.Headers.NonValidated)
        {
            if (name.ToUpperInvariant() is not ("CONTENT-ENCODING" or "CONTENT-LENGTH"))
                Headers.TryAddWithoutValidation(name, values);
        }

        if (codings.Length > 1)
            Headers.TryAddWithoutValidation("Content-Encoding", codings[..^1]);
    }

    /// <summary>Unpacks the answer if it is packed in a way that is known.</summary>
    public static void Unpack(HttpResponseMessage response, Uri uri)
    {
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out HeaderStringValues values))
            return;
        string[] codings = values.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string? coding = codings is [.., var last]
            ? last.ToUpperInvariant() switch { "GZIP" or "X-GZIP" => "gzip", "DEFLATE" => "deflate", "BR" => "br", _ => null }
            : null;
        if (coding is not null)
            response.Content = new UnpackedContent(response.Content, codings, coding, uri);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new UnpackedBody(await _packed.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _coding, _uri);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new UnpackedBody(_packed.ReadAsStream(cancellationToken), _coding, _uri);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    // The base class would drop the token, and with it every limit of the client's.
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Stream body = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
            await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        SerializeToStreamAsync(stream, context, cancellationToken).GetAwaiter().GetResult();

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _packed.Dispose();
        base.Dispose(disposing);
    }
}
