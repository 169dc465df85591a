namespace Tutorial.Net;

/// <summary>Addresses that a page may be fetched from.</summary>
internal static class WebAddress
{
    /// <summary>The address without user name and password, which are nobody's but the user's own server's.</summary>
    /// <exception cref="PageFetchException">It is of another scheme than http and https.</exception>
    public static Uri Check(Uri uri)
    {
        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            throw new PageFetchException(PageFetchError.Scheme, uri, $"\"{uri.Scheme}\" is not fetched, only http and https");
        return uri.UserInfo.Length == 0 ? uri : new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
    }
}
