using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>
/// Where a page is. A <see cref="System.Uri"/>, a <see cref="WebUrl"/> and a string turn into one by themselves; null stays null.
/// </summary>
/// <remarks>
/// It must be absolute. A string is read as a browser reads it (<see cref="WebUrl.Parse(string, WebUrl?)"/>). What takes the address
/// checks it, and throws <see cref="ArgumentException"/> if it is none. Immutable.
/// </remarks>
/// <example><code>
/// foreach (Link link in new LinkExtractor().Extract("&lt;a href=b&gt;", "http://example.com/a/"))
///     Console.WriteLine(link.Url); // http://example.com/a/b
/// </code></example>
public sealed class PageAddress
{
    private readonly object _given;

    private PageAddress(object given) => _given = given;

    /// <summary>The same address.</summary>
    /// <param name="uri">An absolute one. If no browser takes it for a URL, relative URLs stay as they stand in the page.</param>
    [return: NotNullIfNotNull(nameof(uri))]
    public static implicit operator PageAddress?(Uri? uri) => uri is null ? null : new(uri);

    /// <summary>The same address.</summary>
    /// <param name="url">The address.</param>
    [return: NotNullIfNotNull(nameof(url))]
    public static implicit operator PageAddress?(WebUrl? url) => url is null ? null : new(url);

    /// <summary>The address that a text says.</summary>
    /// <param name="url">An absolute URL.</param>
    [return: NotNullIfNotNull(nameof(url))]
    public static implicit operator PageAddress?(string? url) => url is null ? null : new(url);

    /// <summary>The address as it was given.</summary>
    public override string ToString() => _given.ToString()!;

    /// <summary>The base of a page's URLs; null if it can be none.</summary>
    /// <exception cref="ArgumentException">It is no absolute URL.</exception>
    internal WebUrl? ToWebUrl(string parameter)
    {
        if (_given is not Uri)
            return _given as WebUrl ?? Parse(ToString(), parameter);
        Uri uri = ToUri(parameter);
        // The original of a file's may be a path, and C: in it would be taken for a scheme.
        return (uri.IsFile ? null : UrlParser.Parse(uri.OriginalString)) ?? UrlParser.Parse(uri.AbsoluteUri);
    }

    /// <summary>The address for an <see cref="HttpClient"/>.</summary>
    /// <exception cref="ArgumentException">It is no absolute URL, or none that <see cref="System.Uri"/> takes.</exception>
    internal Uri ToUri(string parameter)
    {
        if (_given is Uri uri)
            return uri.IsAbsoluteUri ? uri : throw new ArgumentException($"The page's address must be absolute, and {uri} is not.", parameter);
        string href = ToWebUrl(parameter)!.Href;
        return Uri.TryCreate(href, UriKind.Absolute, out Uri? same)
            ? same
            : throw new ArgumentException($"System.Uri, and so HttpClient, takes {href} for no address.", parameter);
    }

    private static WebUrl Parse(string text, string parameter)
    {
        try
        {
            return WebUrl.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"The page's address: {e.Message}", parameter, e);
        }
    }
}
