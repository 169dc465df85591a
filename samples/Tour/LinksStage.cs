using System.Net;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net;

/// <summary>getlinks.py: the links of a page, here of one that a small server on loopback has.</summary>
internal static class LinksStage
{
    private const string Page = """
        <html><head><title>Heather</title><base href="/dir/"></head><body>
        <p>See <a href="search.html?a=1&amp;b=2">the search page</a>, or
        <img srcset="small.png 1x, large.png 2x" src=small.png> <!-- <a href=commented-out> -->
        <a rel=nofollow href='//example.com/'>elsewhere</a></body></html>
        """;

    public static void Play()
    {
        using Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        string address = $"http://{listener.LocalEndPoint}";
        Task serving = Task.Run(() => ServeOnce(listener));

        using var client = new Actor("GetLinks", address + "/index.html", "--text");
        client.Expect($"{address}/dir/search.html?a=1&b=2\tthe search page");
        client.ExpectExit();
        serving.Wait();
        string[] expected =
        [
            $"{address}/dir/small.png", $"{address}/dir/large.png", $"{address}/dir/small.png", "http://example.com/\telsewhere",
        ];
        if (!client.Output.Skip(client.Output.Count - expected.Length).SequenceEqual(expected))
            throw new TourException("getlinks found other links than the page has");
    }

    private static void ServeOnce(Socket listener)
    {
        using Socket peer = listener.Accept();
        using var requests = new NetworkStream(peer);
        using var reader = new StreamReader(requests, Encoding.Latin1);
        while (!string.IsNullOrEmpty(reader.ReadLine()))
        {
            // The request's head; a GET has no body.
        }

        peer.SendAll(Encoding.UTF8.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {Page.Length}\r\nConnection: close\r\n\r\n{Page}"));
    }
}
