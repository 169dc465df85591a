using System.Net;

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

    /// <summary>Changes the request as the redirect demands.</summary>
    /// <exception cref="PageFetchException">Its body would go to another server.</exception>
    public static void Follow(HttpRequestMessage request, HttpResponseMessage response, Uri target)
    {
        Uri from = request.RequestUri!;
        bool becomesGet = response.StatusCode == HttpStatusCode.SeeOther
            || (response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found && request.Method == HttpMethod.Post);
        if (becomesGet && request.Method != HttpMethod.Head)
        {
            (request.Method, request.Content) = (HttpMethod.Get, null);
            // What was said of the body; SocketsHttpHandler says the first itself where its length is not known.
            request.Headers.TransferEncodingChunked = request.Headers.ExpectContinue = null;
        }

        if (!WebAddress.SameOrigin(from, target))
        {
            if (request.Content is not null)
                throw Refusal(PageFetchError.Redirect, from, response, $"the redirect would send the request's body to {target.Authority}");
            RemoveSecrets(request);
        }

        // One for the first server is wrong for every other path to it, too.
        request.Headers.Host = null;
        request.RequestUri = target;
    }

    public static PageFetchException Refusal(PageFetchError error, Uri from, HttpResponseMessage response, string why) =>
        new(error, from, why) { StatusCode = response.StatusCode };

    /// <summary>Keeps what describes the client and nobody's account: any other header may be a secret between it and the first
    /// server.</summary>
    private static void RemoveSecrets(HttpRequestMessage request)
    {
        string[] names = [.. request.Headers.NonValidated.Select(header => header.Key)];
        foreach (string name in names)
        {
            bool isHarmless = name.ToUpperInvariant() is "ACCEPT" or "ACCEPT-CHARSET" or "ACCEPT-ENCODING" or "ACCEPT-LANGUAGE"
                or "CACHE-CONTROL" or "DNT" or "PRAGMA" or "USER-AGENT";
            if (!isHarmless)
                request.Headers.Remove(name);
        }
    }
}
