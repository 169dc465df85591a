global using UrlRecord = Tutorial.Net.WebUrl;
using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>What <c>Links</c> calls until it resolves bytes.</summary>
internal ref partial struct UrlParser
{
    public static bool TryResolve(ReadOnlySpan<char> input, WebUrl? baseUrl, QueryEncoder? queryEncoder,
        [NotNullWhen(true)] out string? href, out UrlParts parts) =>
        Resolve(input, baseUrl, queryEncoder, out href, out parts) == UrlError.None && href is not null;
}
