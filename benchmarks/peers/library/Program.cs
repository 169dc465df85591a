// The library's side of the comparison: for each request on standard input, does the job and prints what it counted.
using Tutorial.Net.Peers;

Func<string, string>? job = args switch
{
    ["bytes"] => request => BytesJob.Receive(int.Parse(request)),
    ["lines"] => request => LinesJob.CountBytes(int.Parse(request)),
    ["strings"] => request => LinesJob.CountStrings(int.Parse(request)),
    ["echo"] => request => EchoJob.Echo([.. request.Split(' ').Select(int.Parse)]),
    ["links"] => LinksJob.Count,
    ["linkrefs"] => LinksJob.CountRefs,
    ["urls"] => UrlsJob.Resolve,
    _ => null,
};
if (job is null)
{
    Console.Error.WriteLine("usage: Tutorial.Net.Peers bytes|lines|strings|echo|links|linkrefs|urls");
    return 2;
}

while (Console.ReadLine() is { } request)
    Console.WriteLine(job(request));
return 0;
