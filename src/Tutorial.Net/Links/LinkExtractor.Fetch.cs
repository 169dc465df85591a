using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

public sealed partial class LinkExtractor
{
    /// <summary>Fetches a page and hands out its links while it still arrives.</summary>
    /// <param name="client">Sends the request; its redirects are followed as it is set up, and it should decompress
    /// (<see cref="GuardedHttpHandler"/> does, and keeps strangers' addresses from leading into the own network). Not disposed.
    /// </param>
    /// <param name="uri">The page's address, http or https; a user name or password in it is not sent.</param>
    /// <param name="cancellationToken">Ends the request or the reading. So does <see cref="LinkExtractorOptions.FetchTimeout"/>.</param>
    /// <remarks>
    /// The final address is the base of relative URLs; the charset is that of <c>Content-Type</c>, else the page's own. A page of
    /// more bytes than <see cref="LinkExtractorOptions.MaxBytes"/>, after decompression, throws where that shows: at once with a
    /// <c>Content-Length</c>. Otherwise everything is as with <see cref="ExtractAsync"/>. Enumerating twice fetches twice.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="uri"/> is relative.</exception>
    /// <exception cref="PageFetchException">The address is no http or https, the status no 2xx, the answer no HTML or
    /// XHTML, or still packed (<c>Content-Encoding</c>); or the body is not packed as it says or breaks off, after the links up to
    /// there. That a packed body was cut shows with <see cref="GuardedHttpHandler"/>, and not with .NET's own decompression.</exception>
    /// <exception cref="LinkLimitException">The page has more bytes or links than the options allow.</exception>
    /// <exception cref="HttpRequestException">There were no headers, for the network's reasons: no such host, refused, a certificate, a
    /// broken answer.</exception>
    /// <exception cref="TimeoutException"><see cref="LinkExtractorOptions.FetchTimeout"/> or
    /// <see cref="LinkExtractorOptions.DomTimeout"/> passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or <see cref="HttpClient.Timeout"/> passed before the headers.</exception>
    public IAsyncEnumerable<Link> FetchAsync(HttpClient client, Uri uri, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri)
            throw new ArgumentException($"The page's address must be absolute, and {uri} is not.", nameof(uri));
        return FetchPageAsync(client, WebAddress.Check(uri), cancellationToken);
    }

    private async IAsyncEnumerable<Link> FetchPageAsync(
        HttpClient client, Uri uri, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Log.Fetching(_logger, uri);
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (client.DefaultRequestHeaders.Accept.Count == 0)
        {
            request.Headers.Accept.ParseAdd("text/html");
            request.Headers.Accept.ParseAdd("application/xhtml+xml");
            request.Headers.Accept.ParseAdd("*/*;q=0.1");
        }

        using var clock = new FetchClock(_options.FetchTimeout, cancellationToken);
        using HttpResponseMessage response = await clock.WaitAsync(
            token => new ValueTask<HttpResponseMessage>(client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token)),
            uri).ConfigureAwait(false);
        Uri final = response.RequestMessage?.RequestUri ?? uri;
        (string? type, string? charset) = TypeOf(response.Content.Headers);
        Log.Answered(_logger, final, (int)response.StatusCode, type);
        Check(response, final, type);
        int count = 0;
        var body = new FetchedBody(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), clock, final);
        await using (body.ConfigureAwait(false))
        {
            await foreach (Link link in ExtractAsync(body, final, charset, cancellationToken).ConfigureAwait(false))
            {
                count++;
                yield return link;
            }
        }

        Log.Extracted(_logger, final, count);
    }

    /// <summary>The media type, null only where the header is not there, and the charset.</summary>
    private static (string? Type, string? Charset) TypeOf(HttpContentHeaders headers)
    {
        if (headers.ContentType is { } parsed)
            return (parsed.MediaType, parsed.CharSet?.Trim('"', '\''));
        if (!headers.NonValidated.TryGetValues("Content-Type", out HeaderStringValues values))
            return (null, null);
        // The parser takes all or nothing; browsers see past a stray semicolon or quote.
        string raw = values.ToString();
        return (raw.Split(';', ',')[0].Trim(), MetaPrescan.FromContent(raw)?.Name);
    }

    /// <summary>The codings that the client left on the body, null for none.</summary>
    private static string? PackedBy(HttpContentHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Content-Encoding", out HeaderStringValues values))
            return null;
        string[] codings = values.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        codings = Array.FindAll(codings, coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase));
        return codings.Length == 0 ? null : string.Join(", ", codings);
    }

    private void Check(HttpResponseMessage response, Uri uri, string? type)
    {
        HttpContentHeaders headers = response.Content.Headers;
        if (!response.IsSuccessStatusCode)
        {
            string status = $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
            throw new PageFetchException(PageFetchError.Status, uri, status)
            {
                StatusCode = response.StatusCode,
                ContentType = type,
            };
        }

        // A page without a type is taken for what was asked for.
        bool html = type is null
            || type.Equals("text/html", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/xhtml+xml", StringComparison.OrdinalIgnoreCase);
        string? why = !html ? $"this is {(type is "" ? "of no type" : type)}, not HTML"
            : PackedBy(headers) is { } codings ? $"the answer is packed ({codings}), and the client does not unpack it"
            : null;
        if (why is not null)
        {
            throw new PageFetchException(PageFetchError.NotHtml, uri, why)
            {
                StatusCode = response.StatusCode,
                ContentType = type,
            };
        }

        if (headers.ContentLength > _options.MaxBytes)
        {
            throw new LinkLimitException(
                nameof(_options.MaxBytes), _options.MaxBytes, $"{uri.AbsoluteUri} has {headers.ContentLength} bytes");
        }
    }
}
