#region program
using Tutorial.Net;

using var client = new HttpClient(new GuardedHttpHandler());
var extractor = new LinkExtractor(new LinkExtractorOptions { Kinds = [LinkKind.Hyperlink], Unique = true });
await foreach (Link link in extractor.FetchAsync(client, new Uri(args[0])))
    Console.WriteLine($"{link.Line}:{link.Column} {link.Url}");
#endregion
