using Microsoft.Extensions.Logging;

namespace Tutorial.Net;

/// <summary>What the links' part logs. A URL comes from outside: whoever shows logs on a terminal must escape them.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 401, Level = LogLevel.Debug, Message = "Fetching {Uri}")]
    public static partial void Fetching(ILogger logger, Uri uri);

    [LoggerMessage(EventId = 402, Level = LogLevel.Debug, Message = "{Uri} answered {Status}, type {ContentType}")]
    public static partial void Answered(ILogger logger, Uri uri, int status, string? contentType);

    [LoggerMessage(EventId = 403, Level = LogLevel.Debug, Message = "{Uri} gave {Count} links")]
    public static partial void Extracted(ILogger logger, Uri uri, int count);

    [LoggerMessage(EventId = 404, Level = LogLevel.Debug, Message = "{Uri} redirects to {Target}")]
    public static partial void Redirected(ILogger logger, Uri uri, Uri target);

    [LoggerMessage(EventId = 405, Level = LogLevel.Warning, Message = "No connection to {Host}: {Addresses} not public")]
    public static partial void Blocked(ILogger logger, string host, string addresses);
}
