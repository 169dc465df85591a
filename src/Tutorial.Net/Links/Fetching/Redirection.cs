using System.Net;
using System.Net.Http.Headers;

namespace Tutorial.Net;

/// <summary>What a redirect makes of a request (RFC 9110, 15.4), and what must not cross to another origin with it.</summary>
internal static class Redirection
{
    /// <summary>Whether the answer sends the client elsewhere.</summary>
    public static bool Is(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        // A Location that is there and cannot be read is null in the property.
        && response.Headers.NonValidated.Contains("Location");

    /// <summary>Where it sends it.</summary>
    /// <exception cref="PageFetchException">To no address, or to one that is not fetched.</exception>
    public static Uri Target(Uri from, HttpResponseMessage response)
    {
        try
        {
            if (response.Headers.Location is { } location && Uri.TryCreate(from, location, out Uri? next))
            {
                Uri target = WebAddress.Check(next);
                // A fragment outlives a redirect that names none (RFC 9110, 10.2.2).
                return target.Fragment.Length == 0 && from.Fragment.Length > 0 ? new Uri(target, from.Fragment) : target;
            }
        }
        catch (Exception e) when (e is UriFormatException or PageFetchException { Error: PageFetchError.Host })
        {
            // Reported as every other redirect that leads nowhere.
        }

        throw Refusal(PageFetchError.Redirect, from, response, "the redirect leads to no address");
    }

    /// <summary>The request that the redirect demands. The one before stays as it is: whoever sends that again begins anew.</summary>
    /// <exception cref="PageFetchException">Its body would go to another server.</exception>
    public static HttpRequestMessage Follow(HttpRequestMessage request, HttpResponseMessage response, Uri target)
    {
        Uri from = request.RequestUri!;
        bool becomesGet = response.StatusCode == HttpStatusCode.SeeOther
            || (response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found && request.Method == HttpMethod.Post);
        becomesGet &= request.Method != HttpMethod.Head;
        bool isSameOrigin = WebAddress.SameOrigin(from, target);
        if (request.Content is not null && !becomesGet && !isSameOrigin)
            throw Refusal(PageFetchError.Redirect, from, response, $"the redirect would send the request's body to {target.Authority}");

        // Not to be disposed, since that would dispose the caller's body.
        var next = new HttpRequestMessage(becomesGet ? HttpMethod.Get : request.Method, target)
        {
            Content = becomesGet ? null : request.Content,
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
        };
        foreach ((string key, object? value) in request.Options)
            next.Options.Set(new HttpRequestOptionsKey<object?>(key), value);
        foreach ((string name, HeaderStringValues values) in request.Headers.NonValidated)
        {
            if (GoesAlong(name.ToUpperInvariant(), isSameOrigin, becomesGet))
                next.Headers.TryAddWithoutValidation(name, values);
        }

        return next;
    }

    public static PageFetchException Refusal(PageFetchError error, Uri from, HttpResponseMessage response, string why) =>
        new(error, from, why) { StatusCode = response.StatusCode };

    private static bool GoesAlong(string name, bool isSameOrigin, bool becomesGet) => name switch
    {
        // One for the first server is wrong for every other path to it, too.
        "HOST" => false,
        // What was said of the body; SocketsHttpHandler says the first itself where its length is not known.
        "TRANSFER-ENCODING" or "EXPECT" => !becomesGet,
        // What describes the client and nobody's account: any other header may be a secret between it and the first server.
        "ACCEPT" or "ACCEPT-CHARSET" or "ACCEPT-ENCODING" or "ACCEPT-LANGUAGE" or "CACHE-CONTROL" or "DNT" or "PRAGMA" or "USER-AGENT" => true,
        _ => isSameOrigin,
    };
}
