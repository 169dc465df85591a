using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;

namespace Tutorial.Net;

/// <summary>One page on its way: asked for, checked for being one, and read within a time.</summary>
/// <param name="client">Sends the request.</param>
/// <param name="uri">Where to.</param>
/// <param name="version">The version that need not come again; null for whatever there is.</param>
/// <param name="maxBytes">How large it may be.</param>
/// <param name="clock">What is left of the time.</param>
/// <param name="logger">Told what happens.</param>
internal sealed class PageFetch(HttpClient client, Uri uri, PageVersion? version, long maxBytes, FetchClock clock, ILogger logger) : IDisposable
{
    private const string XhtmlType = "application/xhtml+xml";

    private HttpResponseMessage? _response;
    private bool _isConditional;

    /// <summary>The page's address; once it is open, the one that it came from.</summary>
    public Uri Uri => _response?.RequestMessage?.RequestUri ?? uri;

    /// <summary>The charset that the answer names; null if it names none.</summary>
    public string? Charset { get; private set; }

    /// <summary>Whether the answer calls itself XHTML.</summary>
    public bool IsXml { get; private set; }

    /// <summary>Asks for the page.</summary>
    /// <returns>Its bytes; null if it is still the version that the caller has.</returns>
    public async ValueTask<Stream?> OpenAsync()
    {
        HttpResponseMessage response = await SendAsync(version).ConfigureAwait(false);
        if (_isConditional && response.StatusCode == HttpStatusCode.NotModified)
        {
            if (version!.Confirm(Uri))
                return null;
            // A redirect led to another page, and that has a version of the same name.
            response = await SendAsync(null).ConfigureAwait(false);
        }

        (string? type, Charset) = TypeOf(response.Content.Headers);
        Log.Answered(logger, Uri, (int)response.StatusCode, type);
        IsXml = XhtmlType.Equals(type, StringComparison.OrdinalIgnoreCase);
        Check(response, type);
        Stream body = await clock.WaitAsync(token => new ValueTask<Stream>(response.Content.ReadAsStreamAsync(token)), Uri).ConfigureAwait(false);
        return new FetchedBody(body, clock, Uri);
    }

    /// <summary>All links were handed out: the next fetch need not bring them again.</summary>
    public void Complete(int count)
    {
        Log.Extracted(logger, Uri, count);
        version?.Update(Uri, _response!);
    }

    public void Dispose() => _response?.Dispose();

    private async ValueTask<HttpResponseMessage> SendAsync(PageVersion? known)
    {
        Log.Fetching(logger, uri);
        _response?.Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        if (client.DefaultRequestHeaders.Accept.Count == 0)
        {
            request.Headers.Accept.ParseAdd("text/html");
            request.Headers.Accept.ParseAdd(XhtmlType);
            request.Headers.Accept.ParseAdd("*/*;q=0.1");
        }

        _isConditional = known?.AddTo(request) == true;
        return _response = await clock.WaitAsync(
            token => new ValueTask<HttpResponseMessage>(client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token)),
            uri).ConfigureAwait(false);
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

    private void Check(HttpResponseMessage response, string? type)
    {
        HttpContentHeaders headers = response.Content.Headers;
        if (!response.IsSuccessStatusCode)
        {
            string status = $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
            throw new PageFetchException(PageFetchError.Status, Uri, status)
            {
                StatusCode = response.StatusCode,
                ContentType = type,
            };
        }

        // A page without a type is taken for what was asked for.
        bool html = type is null || IsXml || type.Equals("text/html", StringComparison.OrdinalIgnoreCase);
        string? why = !html ? $"this is {(type is "" ? "of no type" : type)}, not HTML"
            : PackedBy(headers) is { } codings ? $"the answer is packed ({codings}), and the client does not unpack it"
            : null;
        if (why is not null)
        {
            throw new PageFetchException(PageFetchError.NotHtml, Uri, why)
            {
                StatusCode = response.StatusCode,
                ContentType = type,
            };
        }

        if (headers.ContentLength > maxBytes)
            throw new LinkLimitException(nameof(LinkPlan.MaxBytes), maxBytes, $"{Uri.AbsoluteUri} has {headers.ContentLength} bytes");
    }
}
