namespace Tutorial.Net;

/// <summary>A page's body, read within a time, whose troubles are all <see cref="PageFetchException"/>.</summary>
/// <param name="body">The body as the client gives it; the answer's to dispose.</param>
/// <param name="clock">What is left of the time.</param>
/// <param name="uri">Where it comes from.</param>
internal sealed class FetchedBody(Stream body, FetchClock clock, Uri uri) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await clock.WaitAsync(token => body.ReadAsync(buffer, token), uri).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // A client's own decoder: .NET's throws the one for gzip and the other for Brotli.
            throw new PageFetchException(PageFetchError.Corrupt, uri, $"the body cannot be unpacked: {e.Message}", e);
        }
        catch (Exception e) when (e is (IOException or HttpRequestException) and not PageFetchException)
        {
            throw new PageFetchException(PageFetchError.Incomplete, uri, $"the page broke off: {e.GetBaseException().Message}", e);
        }
    }
}
