using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Samples.Tour;

/// <summary>getlinks.py: the links of a page, here of one that a small server on loopback has.</summary>
internal static class LinkStage
{
    private static readonly string[] Page =
    [
        "<base href=\"/dir/\">",
        "<p>See <a href=\"search?a=1&amp;b=2\">the search page</a>",
        "<img srcset=\"small.png 1x, large.png 2x\">",
        "<!-- <a href=commented-out> -->",
        "<a rel=nofollow href='//example.com/'>elsewhere</a>",
    ];

    public static string Play(Scene scene)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string address = $"http://{listener.LocalEndpoint}";
        Task serving = ServeOnceAsync(listener);
        foreach (string line in Page)
            scene.Note("page", line);

        Actor client = scene.Start("getlinks", "GetLinks", address + "/index.html", "--text");
        string[] expected =
        [
            $"{address}/dir/search?a=1&b=2\tthe search page",
            $"{address}/dir/small.png",
            $"{address}/dir/large.png",
            "http://example.com/\telsewhere",
        ];
        foreach (string line in expected)
            client.ExpectLine(line);
        client.ExpectExit();
        serving.Wait();
        if (client.Output.Count != expected.Length)
            throw new TourException($"getlinks found {client.Output.Count} links, not {expected.Length}");
        return "Four links, resolved against the page's base as a browser does it; what stands in the comment is none.";
    }

    private static async Task ServeOnceAsync(TcpListener listener)
    {
        using TcpClient peer = await listener.AcceptTcpClientAsync().ConfigureAwait(false);
        using var reader = new StreamReader(peer.GetStream(), Encoding.Latin1);
        while (!string.IsNullOrEmpty(await reader.ReadLineAsync().ConfigureAwait(false)))
        {
            // The request's head; a GET has no body.
        }

        string body = string.Join("\n", Page);
        string head = $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + body)).ConfigureAwait(false);
    }
}
