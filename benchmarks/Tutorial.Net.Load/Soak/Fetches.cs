using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Soak;

/// <summary>Pages fetched, and their links counted and compared.</summary>
internal sealed class Fetches(SoakServers servers, SoakCounts counts) : SoakPart
{
    protected override void Run(CancellationToken stop)
    {
        ChaosPlan? plan = null;
        using SocketsHttpHandler handler = new()
        {
            ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new NetworkStream(servers.Pages.Connect(plan!), ownsSocket: true)),
        };
        using HttpClient client = new(handler);
        for (; !stop.IsCancellationRequested; Rest(stop))
        {
            int page = counts.NextConnection();
            plan = counts.Plan(page, SoakPage.Write(page).Length);
            FetchAsync(client, page, plan).GetAwaiter().GetResult();
        }
    }

    private async Task FetchAsync(HttpClient client, int page, ChaosPlan plan)
    {
        int links = 0;
        bool isRight = true;
        string ending = "the end";
        try
        {
            await foreach (Link link in new LinkExtractor().FetchAsync(client, $"http://pages.test/{page}").ConfigureAwait(false))
                isRight &= link.Url == SoakPage.Link(page, links++);
            isRight &= links == SoakPage.Links(page) && (plan.Ending == ChaosEnding.None || !plan.EndsReplies);
        }
        catch (Exception exception) when (exception is HttpRequestException or PageFetchException)
        {
            ending = exception.Message;
            isRight &= plan.Ending != ChaosEnding.None;
        }

        counts.CountLinks(plan, links, isRight, $"{nameof(Fetches)}: {links} of {SoakPage.Links(page)} links, then {ending}");
    }
}
