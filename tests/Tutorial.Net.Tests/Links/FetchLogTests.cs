using Microsoft.Extensions.Logging;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Serving;

namespace Tutorial.Net.Tests.Links;

/// <summary>What is logged of a page that is fetched.</summary>
public sealed class FetchLogTests
{
    [Fact]
    public async Task Each_step_of_a_fetch_is_logged_for_who_debugs()
    {
        using var server = new PageServer(path => path == "/" ? PageServer.Redirect("/page") : PageServer.Ok("<a href=b><a href=c>"));
        using ListLogger extracting = new("Tutorial.Net.LinkExtractor"), guarding = new("Tutorial.Net.GuardedHttpHandler");
        using var client = new HttpClient(new GuardedHttpHandler(guarding));

        await new LinkExtractor(loggerFactory: extracting).FetchAsync(client, server.Address, TestContext.Current.CancellationToken).CountAsync();

        string page = new Uri(server.Address, "/page").AbsoluteUri;
        Assert.Equal(
            [
                (LogLevel.Debug, 401, $"Fetching {server.Address}"), (LogLevel.Debug, 402, $"{page} answered 200, type text/html"),
                (LogLevel.Debug, 403, $"{page} gave 2 links"),
            ],
            extracting.Entries);
        Assert.Equal([(LogLevel.Debug, 404, $"{server.Address} redirects to {page}")], guarding.Entries);
    }
}
