using System.Text;

namespace Tutorial.Net.Fuzz;

/// <summary>A URL on a base: what was written parses to itself, however it came, and the shortcut writes what the whole algorithm
/// writes.</summary>
/// <remarks>The base is what others choose by: the first line.</remarks>
internal sealed class WebUrlTarget : FuzzTarget
{
    public override string Name => "urls";

    public override int MaxLength => 512;

    public override void Run(ReadOnlySpan<byte> input)
    {
        int end = input.IndexOf((byte)'\n');
        WebUrl? baseUrl = end > 0 && WebUrl.TryParse(input[..end], out WebUrl? parsed) ? parsed : null;
        ReadOnlySpan<byte> reference = input[(end + 1)..];
        if (baseUrl is not null)
            Check(baseUrl);
        bool isUrl = WebUrl.TryParse(reference, baseUrl, out WebUrl? url);
        Same(isUrl, WebUrl.TryParse(Encoding.UTF8.GetString(reference), baseUrl, out WebUrl? fromChars), "from chars");
        Same(url, fromChars, "from chars");
        Same(url?.Href, InFull(reference, baseUrl, out UrlParts parts), "without the shortcut");
        if (url is null)
            return;
        Same(Components(url), Components(new WebUrl(url.Href, parts)), "components without the shortcut");
        Check(url);
        Same(url, url.Resolve(url.Href), "an absolute URL on a base");
        if (baseUrl is not null)
            Same(url, baseUrl.Resolve(url.Href), "an absolute URL on another base");
    }

    private static string? InFull(ReadOnlySpan<byte> reference, WebUrl? baseUrl, out UrlParts parts)
    {
        var output = default(ByteBuffer);
        string? href = UrlParser.ResolveFully(reference, baseUrl, null, ref output, out parts) == UrlError.None ? Encoding.ASCII.GetString(output.Written) : null;
        output.Dispose();
        return href;
    }

    private static void Check(WebUrl url)
    {
        Holds(Ascii.IsValid(url.Href) && !url.Href.AsSpan().ContainsAnyInRange('\0', '\u001F'), $"{url} holds what is not printable");
        WebUrl again = WebUrl.Parse(url.Href);
        Same(url.Href, again.Href, "parsed again");
        Same(Components(url), Components(again), "components of what is parsed again");
        Same(url.GetHashCode(), again.GetHashCode(), "hash code");
        Holds(Written(url).Contains(url.Href), $"{url} is not its components: {Components(url)}");
        WebUrl canonical = url.Canonicalize();
        Same(canonical, canonical.Canonicalize(), "canonical twice");
        Same("", canonical.Fragment, "a canonical fragment");
        if (url.Port is { } port)
            Holds(port is >= 0 and <= 65_535, $"port {port}");
        Same(url.Origin, again.Origin, "origin");
    }

    /// <summary>The serialisations that these components can be of: an empty query, fragment, password or host may have had its
    /// mark.</summary>
    private static IEnumerable<string> Written(WebUrl url)
    {
        string credentials = url.Username + (url.Password.Length > 0 ? ":" + url.Password : "");
        string authority = (credentials.Length > 0 ? credentials + "@" : "") + url.Host + (url.Port is { } port ? ":" + port : "");
        foreach (string slashes in authority.Length > 0 ? (string[])["//"] : ["", "//", "/."])
        {
            foreach (string query in url.Query.Length > 0 ? (string[])[url.Query] : ["", "?"])
            {
                foreach (string fragment in url.Fragment.Length > 0 ? (string[])[url.Fragment] : ["", "#"])
                    yield return url.Scheme + ":" + slashes + authority + url.Path + query + fragment;
            }
        }
    }

    private static string Components(WebUrl url) =>
        string.Join(' ', url.Scheme, url.Username, url.Password, url.Host, url.Port, url.Path, url.Query, url.Fragment);
}
