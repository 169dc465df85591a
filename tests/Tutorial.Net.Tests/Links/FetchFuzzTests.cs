using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>Whatever a server answers, there are links or one of the documented exceptions.</summary>
public sealed class FetchFuzzTests
{
    private static readonly string[] Pieces =
    [
        "", " ", "\t", "\"", ";", ",", "=", ":", "/", "//", "\\", "?", "#", "@", "%", "%zz", "[", "]", "[::1]", "[fe80::1%25eth0]", "127.0.0.1", "0x7f.1", "localhost", "a", "xn--", "xn--zzzzzzzz",
        "é", "\u00ad", "\u2024", "①", "ß", "\ud83d\ude00", "\u0001", "\u007f", "..", ".", "-", "_", "*", "http:", "https:", "HTTP://", "http://", "ftp://", "file:///",
        "javascript:", "data:", "mailto:a@b",
        "65535", "65536", "999999", "0", "-1", "99999999999999999999", "text/html", "application/xhtml+xml", "text/", "charset", "charset=utf-8", "charset=utf-7", "charset=\"", "charset='x'",
        "gzip", "br", "deflate", "identity", "x-gzip", "compress", "zstd", "chunked", "close", "keep-alive", "localhost.", "user:pw@", "\u3002", "host",
    ];

    private static readonly string[] Headers =
        ["Location", "Content-Type", "Content-Encoding", "Content-Length", "Transfer-Encoding", "Connection", "Refresh",
            "Content-Location", "Set-Cookie", "Alt-Svc", "Date", "Retry-After", "X", "", "Trailer"];

    private static readonly string[] Statuses =
    [
        "HTTP/1.1 200 OK", "HTTP/1.1 302 Found", "HTTP/1.1 301 é", "HTTP/1.1 303", "HTTP/1.1 307 X", "HTTP/1.1 308 ", "HTTP/1.0 200 OK", "HTTP/1.1 204 No", "HTTP/1.1 304 X", "HTTP/1.1 100 Continue",
        "HTTP/1.1 101 X", "HTTP/1.1 999 X", "HTTP/1.1 000 X", "HTTP/1.1 20 OK", "HTTP/2 200", "HTTP/1.1 200", "ICY 200 OK", "", "garbage", "HTTP/1.1 -1 X",
        "HTTP/1.1 206 P", "HTTP/1.1 401 U", "HTTP/1.1 407 P", "HTTP/1.1 205 R",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://xn--zzzzzzzz\u00E9/")]
    [InlineData("//xn--zzzzzzzz\u00E9")]
    [InlineData("http://user@xn--zzzzzzzz\u00E9/#x")]
    [InlineData("http://a\u00ad.\u3002b\u00E9xn--/")]
    [InlineData("http://127.0.0.1:65536/")]
    public async Task A_redirect_to_a_host_that_is_none_is_a_redirect_to_no_address(string location)
    {
        using var server = new PageServer(_ => PageServer.Redirect(location));

        PageFetchException thrown = await Assert.ThrowsAsync<PageFetchException>(() => FetchTests.FetchAsync(server.Address));

        Assert.Equal(PageFetchError.Redirect, thrown.Error);
    }

    [Fact]
    public async Task Random_answers_give_links_or_documented_exceptions()
    {
        var random = new Random(4);
        byte[] answer = [];
        bool reset = false;
        using var server = new PageServer(async (path, socket) =>
        {
            await socket.SendAllAsync(path == "/" ? answer : Encoding.UTF8.GetBytes(PageServer.Ok("<a href=b>")));
            if (reset)
                (socket.LingerState = new(true, 0)).ToString();
        });
        var outcomes = new Dictionary<string, int>();
        for (int i = 0; i < Campaign.Cases(20_000); i++)
        {
            answer = Answer(random);
            reset = random.Next(8) == 0;
            string outcome;
            try
            {
                var options = new LinkExtractorOptions { FetchTimeout = TimeSpan.FromSeconds(20), Within = random.Next(8) == 0 ? "a" : null };
                using var client = new HttpClient(new GuardedHttpHandler
                {
                    // Nothing leaves the machine: a name that is no address of its own is unknown.
                    Resolve = (_, _) => throw new System.Net.Sockets.SocketException(11001),
                    Connect = (addresses, port, token) => addresses.All(System.Net.IPAddress.IsLoopback) && port == server.Port
                        ? ConnectAsync(port, token)
                        : throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused),
                });
                outcome = $"{await new LinkExtractor(options).FetchAsync(client, server.Address, Cancel).CountAsync(Cancel)} links";
            }
            catch (PageFetchException e)
            {
                Assert.True(Enum.IsDefined(e.Error));
                outcome = e.Error.ToString();
            }
            catch (Exception e) when (e is HttpRequestException or LinkLimitException)
            {
                outcome = e.GetType().Name;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{e}\non {ConformanceData.Show(Encoding.Latin1.GetString(answer))}");
                throw;
            }

            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        // A fuzzer that always ends the same way says nothing.
        string[] expected = ["1 links", "Status", "NotHtml", "Redirect", "Scheme", "Incomplete", "Corrupt", "HttpRequestException"];
        Assert.True(expected.All(outcomes.ContainsKey), string.Join(' ', outcomes));
    }

    private static async ValueTask<Stream> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await socket.ConnectAsync(System.Net.IPAddress.Loopback, port, cancellationToken);
        return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
    }

    private static byte[] Answer(Random random)
    {
        var head = new StringBuilder(Statuses[random.Next(3) == 0 ? random.Next(Statuses.Length) : random.Next(2)]).Append("\r\n");
        for (int more = random.Next(5); more > 0; more--)
        {
            string name = Headers[random.Next(2) == 0 ? random.Next(4) : random.Next(Headers.Length)];
            string value = random.Next(2) == 0 ? "" : name switch { "Content-Encoding" => "gzip", "Transfer-Encoding" => "chunked", "Content-Length" => "99", _ => "" };
            if (value.Length == 0)
                value = string.Concat(random.GetItems(Pieces, random.Next(5)));
            head.Append(name).Append(random.Next(10) == 0 ? "" : ": ").Append(value).Append(random.Next(20) == 0 ? "\n" : "\r\n");
        }

        byte[] answer = [.. Encoding.UTF8.GetBytes(head.Append(random.Next(8) == 0 ? "Content-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" : "\r\n").ToString()), .. Body(random)];
        return random.Next(6) == 0 ? answer[..random.Next(answer.Length)] : answer;
    }

    private static byte[] Body(Random random) => random.Next(4) switch
    {
        0 => "a\r\n<a href=b>\r\n0\r\n\r\n"u8.ToArray(),
        1 => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, .. "nonsense"u8],
        2 => [],
        _ => "<a href=b>"u8.ToArray(),
    };
}
