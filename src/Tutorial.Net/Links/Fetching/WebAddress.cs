namespace Tutorial.Net;

/// <summary>Addresses that a page may be fetched from.</summary>
internal static class WebAddress
{
    /// <summary>The address without user name and password, which are nobody's but the user's own server's.</summary>
    /// <exception cref="PageFetchException">It is of another scheme than http and https, or has no host.</exception>
    public static Uri Check(Uri uri)
    {
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            throw new PageFetchException(PageFetchError.Scheme, uri, $"\"{uri.Scheme}\" is not fetched, only http and https");
        try
        {
            // Names are put into ASCII when they are asked for, and only then it shows that one cannot be.
            if (uri.IdnHost.Length > 0)
                return uri.UserInfo.Length == 0 ? uri : new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
        }
        catch (UriFormatException)
        {
            // Reported as every other address without a host.
        }

        throw new PageFetchException(PageFetchError.Host, uri, "the address has no host that can be connected to");
    }

    /// <summary>Scheme, host and port are the same (RFC 6454).</summary>
    public static bool SameOrigin(Uri one, Uri other) => one.Scheme == other.Scheme && IsServer(one, other.IdnHost, other.Port);

    /// <summary>Whether the address leads to this host and port.</summary>
    public static bool IsServer(Uri uri, string host, int port) =>
        uri.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase) && uri.Port == port;
}
