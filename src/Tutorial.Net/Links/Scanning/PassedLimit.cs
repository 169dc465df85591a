using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>A limit that a page has passed; each further reading of it says so anew.</summary>
internal sealed record PassedLimit(string Option, long Limit, string What)
{
    [DoesNotReturn]
    public void Throw() => throw new LinkLimitException(Option, Limit, What);
}
