using Tutorial.Net;
using Tutorial.Net.Samples;

/// <summary>Reads a page from the web, a file or standard input, and has its links printed.</summary>
internal static class PageReader
{
    public static async Task<int> PrintAsync(
        string page, LinkExtractorOptions options, LinkPrinter printer, CancellationToken cancellationToken)
    {
        using HttpClient client = CreateClient();
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
        catch (LinkLimitException e)
        {
            throw new IOException($"{page}: {Limit(e)}", e);
        }
        catch (TimeoutException e)
        {
            string what = e.Message.Contains(nameof(options.DomTimeout), StringComparison.Ordinal)
                ? $"--within took longer than {options.DomTimeout.TotalSeconds:0} s"
                : $"the page did not come within {options.FetchTimeout.TotalSeconds:0} s (--timeout)";
            throw new IOException($"{page}: {what}.", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"{page}: there is no such file. A page on the web begins with https://", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException)
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

    /// <summary>Without a limit of its own, which would end a wait for headers before <see cref="LinkExtractorOptions.FetchTimeout"/>.</summary>
    public static HttpClient CreateClient() => new(new GuardedHttpHandler()) { Timeout = Timeout.InfiniteTimeSpan };

    private static string Limit(LinkLimitException e)
    {
        string what = e.Message.Split(" (LinkExtractorOptions.")[0];
        return e.OptionName == nameof(LinkExtractorOptions.MaxBytes) ? $"{what} (--max-bytes is {e.Limit})." : $"{what} (at most {e.Limit}).";
    }

    private static IAsyncEnumerable<Link> Read(string page, LinkExtractor extractor, HttpClient client, CancellationToken cancellationToken)
    {
        // A colon after a single letter is a drive of Windows; what has two slashes after it is meant as an address, of whatever scheme.
        bool isWeb = page.Contains("://", StringComparison.Ordinal)
            || page.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
            || page.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        if (isWeb)
        {
            return Uri.TryCreate(page, UriKind.Absolute, out Uri? address)
                ? extractor.FetchAsync(client, address, cancellationToken)
                : throw new IOException($"'{page}' is not an address");
        }

        if (page == "-" && IsInputClosed())
            throw new IOException("-: standard input is closed.");
        if (Directory.Exists(page))
            throw new IOException($"{page}: this is a directory.");
        return page == "-"
            ? extractor.ExtractAsync(Console.OpenStandardInput(), cancellationToken: cancellationToken)
            : ReadFileAsync(Path.GetFullPath(page), extractor, cancellationToken);
    }

    /// <summary>
    /// Where a program is started without standard input, .NET's runtime takes the free number for a pipe of its own, and a read from it
    /// would never end. Such a pipe has its other end in this process, too.
    /// </summary>
    private static bool IsInputClosed()
    {
        if (!OperatingSystem.IsLinux() || new FileInfo("/proc/self/fd/0").LinkTarget is not { } input)
            return false;
        return input.StartsWith("pipe:", StringComparison.Ordinal)
            && Directory.EnumerateFiles("/proc/self/fd").Any(other => WritesTo(Path.GetFileName(other), input));

        static bool WritesTo(string descriptor, string pipe)
        {
            try
            {
                // The flags are octal, and their last digit is the access: proc_pid_fdinfo(5).
                return new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget == pipe
                    && File.ReadLines($"/proc/self/fdinfo/{descriptor}")
                        .Any(line => line.StartsWith("flags:", StringComparison.Ordinal) && (line[^1] is '1' or '2'));
            }
            catch (IOException)
            {
                return false; // closed since it was listed
            }
        }
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
