using System.Globalization;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Peers;

/// <summary>nginx: its heads are lines, its bodies bytes, and its pages have links.</summary>
public sealed class NginxTests : IDisposable
{
    private const int Links = 3000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly string Page = "<!DOCTYPE html><title>ü</title>" + string.Concat(Enumerable.Range(0, Links).Select(i => $"<a href=\"/page{i}?a=1&amp;b={i}\">{i}</a>\r\n"));

    private readonly PeerServer _server = new(Requires.Program("nginx"), (port, folder) =>
    {
        Directory.CreateDirectory(Path.Combine(folder, "site", "chunked"));
        File.WriteAllText(Path.Combine(folder, "site", "page.html"), Page);
        File.WriteAllText(Path.Combine(folder, "site", "chunked", "page.html"), Page);
        string configuration = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(configuration, $$"""
            daemon off;
            master_process off;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            events { }
            http {
              access_log off;
              types { text/html html; }
              charset utf-8;
              gzip_min_length 1;
              client_body_temp_path {{folder}}/1; proxy_temp_path {{folder}}/2; fastcgi_temp_path {{folder}}/3; uwsgi_temp_path {{folder}}/4; scgi_temp_path {{folder}}/5;
              server {
                listen 127.0.0.1:{{port}};
                root {{folder}}/site;
                # A page with includes has no length beforehand.
                location /chunked/ { ssi on; }
                location /packed/ { gzip on; alias {{folder}}/site/; }
                location = /moved { return 302 /packed/page.html; }
              }
            }

            """);
        return ["-e", Path.Combine(folder, "error.log"), "-c", configuration];
    });

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Two_requests_are_answered_by_header_lines_and_a_body_each()
    {
        using LineConnection http = LineConnection.Connect("127.0.0.1", _server.Port, new LineOptions { Terminator = LineTerminator.CrLf }, Limit);
        for (int i = 0; i < 2; i++)
            http.Writer.WriteLines(["GET /page.html HTTP/1.1", "Host: localhost", ""]);

        for (int i = 0; i < 2; i++)
        {
            (string status, Dictionary<string, string> headers) = ReadHead(http);
            byte[] body = new byte[int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture)];
            http.ReadExactly(body, Limit);
            Assert.Equal(("HTTP/1.1 200 OK", Page), (status, Encoding.UTF8.GetString(body)));
        }

        Assert.True(http.Reader.IsBetweenLines && http.Reader.Buffered.IsEmpty);
    }

    [Fact]
    public void Chunks_are_bytes_between_lines()
    {
        using LineConnection http = LineConnection.Connect("127.0.0.1", _server.Port, new LineOptions { Terminator = LineTerminator.CrLf }, Limit);
        http.Writer.WriteLines(["GET /chunked/page.html HTTP/1.1", "Host: localhost", "Connection: close", ""]);
        Assert.Equal("chunked", ReadHead(http).Headers["Transfer-Encoding"]);

        using var body = new MemoryStream();
        int chunks = 0;
        while (int.Parse(http.ReadLine(Limit)!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) is not 0 and int size)
        {
            byte[] chunk = new byte[size];
            http.ReadExactly(chunk, Limit);
            body.Write(chunk);
            Assert.Equal("", http.ReadLine(Limit));
            chunks++;
        }

        Assert.Equal("", http.ReadLine(Limit));
        Assert.Null(http.ReadLine(Limit));
        Assert.Equal(Page, Encoding.UTF8.GetString(body.ToArray()));
        Assert.True(chunks > 1);
    }

    [Theory]
    [InlineData("page.html")]
    [InlineData("chunked/page.html")]
    [InlineData("packed/page.html")]
    [InlineData("moved")]
    public async Task Every_link_of_a_page_is_found_however_the_page_comes(string path)
    {
        using var client = new HttpClient();
        List<string> urls = [];
        await foreach (Link link in new LinkExtractor().FetchAsync(client, new Uri($"http://127.0.0.1:{_server.Port}/{path}"), TestContext.Current.CancellationToken))
            urls.Add(link.Url);

        Assert.Equal(Enumerable.Range(0, Links).Select(i => $"http://127.0.0.1:{_server.Port}/page{i}?a=1&b={i}"), urls);
    }

    [Fact]
    public async Task The_packed_page_is_packed()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{_server.Port}/packed/page.html");
        request.Headers.Add("Accept-Encoding", "gzip");

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.True(response.Headers.TransferEncodingChunked);
    }

    private static (string Status, Dictionary<string, string> Headers) ReadHead(LineConnection http)
    {
        string status = http.ReadLine(Limit)!;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (http.ReadLine(Limit) is { Length: > 0 } line)
            headers.Add(line.Split(": ", 2)[0], line.Split(": ", 2)[1]);
        return (status, headers);
    }
}
