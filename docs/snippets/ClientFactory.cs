using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tutorial.Net.Snippets;

/// <summary>docs/recipes.md: clients from IHttpClientFactory.</summary>
internal static class ClientFactory
{
    public static void Configure(IServiceCollection services)
    {
        #region factory
        services.AddHttpClient("pages")
            .ConfigurePrimaryHttpMessageHandler(
                provider => new GuardedHttpHandler(provider.GetService<ILoggerFactory>()) { AllowNamedAddresses = false })
            .SetHandlerLifetime(TimeSpan.FromMinutes(5));               // names are looked up anew after that
        services.AddSingleton(provider => new LinkExtractor(
            new LinkExtractorOptions { Kinds = [LinkKind.Hyperlink], FetchTimeout = TimeSpan.FromSeconds(30) },
            provider.GetService<ILoggerFactory>()));
        services.AddTransient<Pages>();
        #endregion
    }
}

#region service
internal sealed class Pages(IHttpClientFactory clients, LinkExtractor extractor)
{
    public IAsyncEnumerable<Link> LinksOf(string address, CancellationToken cancellationToken = default) =>
        extractor.FetchAsync(clients.CreateClient("pages"), address, cancellationToken);
}
#endregion
