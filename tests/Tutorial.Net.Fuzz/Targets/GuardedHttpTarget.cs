using System.Net;

namespace Tutorial.Net.Fuzz;

/// <summary>Whatever servers answer, headers and redirects included: links or a documented exception, no connection into the own network,
/// and nothing secret for another origin.</summary>
/// <remarks>Choices: the form of the call, redirects allowed, what names lead to. The data are answers, with a line of one tilde between
/// two.</remarks>
internal sealed class GuardedHttpTarget : FuzzTarget
{
    private const string Secret = "c0ffee", Home = "a.example";

    private static readonly Uri Start = new($"http://{Home}/d/p?q#f");

    private static readonly IPAddress[] Addresses =
        [IPAddress.Parse("8.8.8.8"), IPAddress.Loopback, IPAddress.Parse("10.1.2.3"), IPAddress.Parse("2606:4700::1"), IPAddress.Parse("::ffff:127.0.0.1")];

    /// <summary>Written apart from the library's list, so that a hole there shows here.</summary>
    private static readonly IPNetwork[] Own =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
            "::/8", "fc00::/7", "fe80::/10", "ff00::/8", "64:ff9b::7f00:0/104", "64:ff9b::a00:0/104", "2002:7f00::/24", "2002:a00::/24",
        }.Select(IPNetwork.Parse),
    ];

    public override string Name => "http";

    public override int MaxLength => 2_048;

    public override void Run(ReadOnlySpan<byte> input)
    {
        var choices = new FuzzInput(input);
        int form = choices.Next(3), most = choices.Next(6), first = choices.Next(Addresses.Length), second = choices.Next(Addresses.Length);
        var servers = new ScriptedServers(Answers(choices.Data));
        using var client = new HttpClient(new GuardedHttpHandler
        {
            MaxRedirects = most,
            AllowNamedAddresses = form != 2,
            Resolve = (name, _) => Task.FromResult<IPAddress[]>(name == Home ? [Addresses[0]] : [Addresses[first], Addresses[second]]),
            Connect = (addresses, port, _) =>
            {
                servers.Refused ??= addresses.FirstOrDefault(IsOwn);
                return new(servers.Connect());
            },
        });
        try
        {
            Task call = form == 0 ? FetchAsync(client) : GetAsync(client);
            if (!call.Wait(TimeSpan.FromMinutes(1)))
                throw new FuzzException("The call does not end.");
        }
        catch (AggregateException e) when (e.InnerException is PageFetchException or HttpRequestException or LinkLimitException)
        {
            // As documented.
        }

        Holds(servers.Refused is null, $"a connection to {servers.Refused}");
        foreach (string request in servers.Requests)
        {
            string host = request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)) ?? "";
            Holds(host == $"Host: {Home}" || !request.Contains(Secret), $"a secret for another origin: {request}");
        }
    }

    /// <summary>A mapped address is the IPv4 one.</summary>
    private static bool IsOwn(IPAddress address) =>
        Array.Exists(Own, own => own.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    private static async Task FetchAsync(HttpClient client)
    {
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Key", Secret);
        await foreach (Link link in new LinkExtractor(new LinkExtractorOptions { FetchTimeout = TimeSpan.FromSeconds(50) }).FetchAsync(client, Start).ConfigureAwait(false))
            Holds(link.Offset >= 0, "a link before the page");
    }

    private static async Task GetAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Start) { Content = new StringContent("body") };
        request.Headers.TryAddWithoutValidation("Authorization", Secret);
        request.Headers.TryAddWithoutValidation("Cookie", Secret);
        request.Headers.TryAddWithoutValidation("Api-Key", Secret);
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
        Stream body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        byte[] buffer = new byte[1_000];
        try
        {
            for (int left = 1_000; left > 0 && await body.ReadAsync(buffer).ConfigureAwait(false) > 0; left--)
            {
                // Read on.
            }
        }
        catch (HttpIOException)
        {
            // What HttpClient's own bodies throw.
        }
    }

    private static List<byte[]> Answers(ReadOnlySpan<byte> data)
    {
        var answers = new List<byte[]>();
        while (answers.Count < 8)
        {
            int end = data.IndexOf("\n~\n"u8);
            answers.Add(data[..(end < 0 ? data.Length : end)].ToArray());
            if (end < 0)
                break;
            data = data[(end + 3)..];
        }

        return answers;
    }
}
