using Microsoft.Extensions.DependencyInjection;
using Tutorial.Net.Snippets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The recipe for IHttpClientFactory does what it says: its clients fetch pages, and the guard connects for them.</summary>
public sealed class ClientFactoryTests
{
    [Fact]
    public async Task A_client_of_the_factory_is_guarded_also_where_the_address_is_named()
    {
        using var server = new PageServer(_ => PageServer.Ok("<a href=secret>"));
        await using ServiceProvider provider = Provider(_ => { });

        PageFetchException refused = await Assert.ThrowsAsync<PageFetchException>(
            async () => await provider.GetRequiredService<Pages>().LinksOf(server.Address.AbsoluteUri).ToListAsync());

        Assert.Equal(PageFetchError.PrivateAddress, refused.Error);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_client_of_the_factory_fetches_pages()
    {
        using var server = new PageServer(_ => PageServer.Ok("<a href=b><img src=c>"));
        // The only pages that a test has are its own machine's.
        await using ServiceProvider provider = Provider(
            services => services.AddHttpClient("pages").ConfigurePrimaryHttpMessageHandler(() => new GuardedHttpHandler { AllowPrivateAddresses = true }));

        List<Link> links = await provider.GetRequiredService<Pages>().LinksOf(server.Address.AbsoluteUri).ToListAsync();

        Assert.Equal(new Uri(server.Address, "/b").AbsoluteUri, Assert.Single(links).Url);
    }

    private static ServiceProvider Provider(Action<IServiceCollection> change)
    {
        var services = new ServiceCollection();
        ClientFactory.Configure(services);
        change(services);
        return services.BuildServiceProvider();
    }
}
