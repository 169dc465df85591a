namespace Tutorial.Net;

/// <summary>Why a text is no URL.</summary>
internal enum UrlError : byte
{
    None,
    NoScheme,
    BaseIsOpaque,
    NoHost,
    BadHost,
    BadPort,
    TooLong,
}
