using Tutorial.Net;
using Tutorial.Net.Samples;

/// <summary>Reads a page from the web, a file or standard input, and has its links printed.</summary>
internal static class PageReader
{
    public static async Task<int> PrintAsync(
        string page, LinkExtractorOptions options, LinkPrinter printer, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new GuardedHttpHandler());
        try
        {
            await foreach (Link link in Read(page, new LinkExtractor(options), client, cancellationToken).ConfigureAwait(false))
                printer.Print(link);
        }
        catch (HttpRequestException e)
        {
            // The network's own reason is the innermost: refused, no such host, which certificate error.
            throw new IOException($"{page}: {e.GetBaseException().Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{page}: timed out. {e.GetBaseException().Message}", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or TimeoutException or InvalidDataException)
        {
            throw new IOException($"{page}: {e.Message}", e);
        }
        finally
        {
            printer.Finish();
        }

        if (printer.IsEmpty)
            Console.Error.WriteLine($"{TerminalText.Escape(page)}: no links");
        return 0;
    }

    private static IAsyncEnumerable<Link> Read(string page, LinkExtractor extractor, HttpClient client, CancellationToken cancellationToken)
    {
        bool isWeb = page.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
            || page.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        if (isWeb)
        {
            return Uri.TryCreate(page, UriKind.Absolute, out Uri? address)
                ? extractor.FetchAsync(client, address, cancellationToken)
                : throw new IOException($"'{page}' is not an address");
        }

        return page == "-"
            ? extractor.ExtractAsync(Console.OpenStandardInput(), cancellationToken: cancellationToken)
            : ReadFileAsync(Path.GetFullPath(page), extractor, cancellationToken);
    }

    private static async IAsyncEnumerable<Link> ReadFileAsync(
        string path, LinkExtractor extractor, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FileStream file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            IAsyncEnumerable<Link> links = extractor.ExtractAsync(file, new Uri(path), cancellationToken: cancellationToken);
            await foreach (Link link in links.ConfigureAwait(false))
                yield return link;
        }
    }
}
