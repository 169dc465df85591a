namespace Tutorial.Net;

/// <summary>The URL standard's special schemes; every other scheme is <see cref="Other"/>.</summary>
internal enum UrlScheme : byte
{
    Other,
    Http,
    Https,
    Ws,
    Wss,
    Ftp,
    File,
}
