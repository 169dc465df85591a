using Microsoft.Extensions.DependencyInjection;
using Tutorial.Net.Snippets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The recipe for IHttpClientFactory does what it says: its clients fetch pages, and the guard connects for them.</summary>
public sealed class ClientFactoryTests
{
    [Fact]
    public async Task A_client_of_the_factory_fetches_pages_and_is_guarded()
    {
        using var inner = new PageServer(_ => PageServer.Ok("<a href=secret>"));
        using var server = new PageServer(path => path == "/" ? PageServer.Ok("<a href=b><img src=c>") : PageServer.Redirect(inner.Address.AbsoluteUri));
        var services = new ServiceCollection();
        ClientFactory.Configure(services);
        await using ServiceProvider provider = services.BuildServiceProvider();
        Pages pages = provider.GetRequiredService<Pages>();

        Assert.Equal([new Uri(server.Address, "/b").AbsoluteUri], await pages.LinksOf(server.Address.AbsoluteUri).Select(link => link.Url).ToListAsync());
        PageFetchException refused = await Assert.ThrowsAsync<PageFetchException>(
            async () => await pages.LinksOf(server.Address + "away").ToListAsync());

        Assert.Equal(PageFetchError.PrivateAddress, refused.Error);
        Assert.Empty(inner.Requests);
    }
}
