using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>What a redirect makes of a request, and what does not go along.</summary>
public sealed class GuardRedirectTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_could_be_a_secret_goes_to_another_origin()
    {
        using var other = new PageServer(_ => PageServer.Ok("x"));
        using var server = new PageServer(_ => PageServer.Redirect($"http://127.0.0.1:{other.Port}/"));
        using HttpRequestMessage request = Request(HttpMethod.Get, server.Address);

        using HttpResponseMessage response = await SendAsync(request);

        Assert.Contains("X-Api-Key: secret", Assert.Single(server.Requests), StringComparison.Ordinal);
        string[] sent = [.. Assert.Single(other.Requests).Split("\r\n")[1..].Where(line => line.Length > 0).Select(line => line.Split(':')[0]).Order(StringComparer.Ordinal)];
        Assert.Equal(["Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Host", "User-Agent"], sent);
        Assert.DoesNotContain("secret", other.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_goes_to_the_same_origin_but_the_name_of_the_host()
    {
        using var server = new PageServer(path => path == "/" ? PageServer.Redirect("/x") : PageServer.Ok("x"));
        using HttpRequestMessage request = Request(HttpMethod.Get, server.Address);
        request.Headers.Host = "secret.example";

        using HttpResponseMessage response = await SendAsync(request);

        foreach (string name in new[] { "Authorization: Bearer secret", "Cookie: a=secret", "X-Api-Key: secret", "Proxy-Authorization: Basic secret" })
            Assert.Contains(name, server.Requests[1], StringComparison.Ordinal);
        Assert.Contains($"Host: 127.0.0.1:{server.Port}", server.Requests[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "301 Moved Permanently", "GET")]
    [InlineData("POST", "302 Found", "GET")]
    [InlineData("POST", "303 See Other", "GET")]
    [InlineData("PUT", "303 See Other", "GET")]
    [InlineData("PUT", "302 Found", "PUT")]
    [InlineData("POST", "307 Temporary Redirect", "POST")]
    [InlineData("POST", "308 Permanent Redirect", "POST")]
    [InlineData("HEAD", "303 See Other", "HEAD")]
    public async Task The_method_after_a_redirect_is_the_standards(string method, string status, string expected)
    {
        using var server = new PageServer(path => path == "/" ? PageServer.Redirect("/x", status) : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using HttpRequestMessage request = Request(new HttpMethod(method), server.Address);
        request.Content = method == "HEAD" ? null : new StringContent("body");

        using HttpResponseMessage response = await SendAsync(request);

        Assert.StartsWith($"{expected} /x ", server.Requests[1], StringComparison.Ordinal);
        Assert.Equal(expected is "POST" or "PUT", server.Requests[1].Contains("Content-Length: 4", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST", "301 Moved Permanently")]
    [InlineData("POST", "302 Found")]
    [InlineData("POST", "303 See Other")]
    [InlineData("PUT", "303 See Other")]
    public async Task A_redirect_that_takes_the_body_away_takes_along_what_the_headers_said_of_it(string method, string status)
    {
        using var server = new PageServer(path => path == "/" ? PageServer.Redirect("/x", status) : PageServer.Ok("x"));
        using HttpRequestMessage request = Request(new HttpMethod(method), server.Address);
        request.Content = new ContentOfUnknownLength();
        request.Headers.ExpectContinue = true;

        using HttpResponseMessage response = await SendAsync(request);

        Assert.Contains("Transfer-Encoding: chunked", server.Requests[0], StringComparison.Ordinal);
        Assert.StartsWith("GET /x ", server.Requests[1], StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", server.Requests[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Expect", server.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_unknown_length_goes_along_to_the_same_origin()
    {
        using var server = new PageServer(path => path == "/" ? PageServer.Redirect("/x", "307 Temporary Redirect") : PageServer.Ok("x"));
        using HttpRequestMessage request = Request(HttpMethod.Post, server.Address);
        request.Content = new ContentOfUnknownLength();

        using HttpResponseMessage response = await SendAsync(request);

        Assert.Equal("/x", response.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.StartsWith("POST /x ", server.Requests[1], StringComparison.Ordinal);
        Assert.Equal(2, server.Requests[1].Split("Transfer-Encoding: chunked\r\n").Length);
        Assert.Equal(2, server.Requests[1].Split("chunked").Length);
    }

    [Fact]
    public async Task A_body_does_not_go_to_another_origin()
    {
        using var other = new PageServer(_ => PageServer.Ok("x"));
        using var server = new PageServer(_ => PageServer.Redirect($"http://127.0.0.1:{other.Port}/", "307 Temporary Redirect"));
        using HttpRequestMessage request = Request(HttpMethod.Post, server.Address);
        request.Content = new StringContent("secret");

        PageFetchException refused = await Assert.ThrowsAsync<PageFetchException>(() => SendAsync(request));

        Assert.Equal(PageFetchError.Redirect, refused.Error);
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_redirect_from_https_to_http_is_refused_unless_it_is_allowed_and_carries_no_credentials(bool isAllowed)
    {
        TestCertificate.Require();
        // The same host and port, so that nothing but the scheme makes another origin of it.
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        Task serving = RedirectOverTlsAsync(listener, new Uri($"http://127.0.0.1:{listener.Port()}/"));
        using HttpRequestMessage request = Request(HttpMethod.Get, new Uri($"https://127.0.0.1:{listener.Port()}/"));

        Task<HttpResponseMessage> sending = SendAsync(request, isAllowed);

        await serving;
        if (isAllowed)
        {
            using Socket plain = await listener.AcceptAsync(Cancel);
            byte[] head = new byte[4096];
            string sent = Encoding.ASCII.GetString(head, 0, await plain.ReceiveAsync(head, Cancel));
            await plain.SendAllAsync(Encoding.ASCII.GetBytes(PageServer.Ok("x")), Cancel);
            (await sending).Dispose();
            Assert.StartsWith("GET / HTTP/1.1\r\n", sent, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", sent, StringComparison.Ordinal);
        }
        else
        {
            PageFetchException refused = await Assert.ThrowsAsync<PageFetchException>(() => sending);
            Assert.Equal((PageFetchError.InsecureRedirect, HttpStatusCode.Found), (refused.Error, refused.StatusCode));
            Assert.False(listener.Poll(0, SelectMode.SelectRead));
        }
    }

    /// <summary>What a program traces of itself, and what it was told to pass on to its own services, is no stranger's business.</summary>
    [Fact]
    public async Task No_server_is_told_of_the_request_that_this_one_is_made_for()
    {
        using var other = new PageServer(_ => PageServer.Ok("x"));
        using var server = new PageServer(_ => PageServer.Redirect($"http://127.0.0.1:{other.Port}/"));
        using HttpRequestMessage request = Request(HttpMethod.Get, server.Address);
        using var instrumentation = new Instrumentation([server.Port, other.Port]);
        using (new Activity("incoming").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("tenant", "secret").Start())
        {
            using HttpResponseMessage response = await SendAsync(request);
        }

        foreach (string head in new[] { Assert.Single(server.Requests), Assert.Single(other.Requests) })
        {
            foreach (string name in new[] { "traceparent", "tracestate", "baggage", "Correlation-Context", "Request-Id", Instrumentation.Header })
                Assert.DoesNotContain($"\n{name}:", head, StringComparison.OrdinalIgnoreCase);
        }

        // With another client the same adds its header.
        using var unguarded = new HttpClient();
        await unguarded.GetStringAsync(other.Address, Cancel);
        Assert.Contains($"\n{Instrumentation.Header}:", other.Requests[^1], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Adds a header to each request to some ports as it starts, as OpenTelemetry does with its own baggage.</summary>
    private sealed class Instrumentation : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        public const string Header = "X-Baggage";

        private readonly int[] _ports;
        private readonly List<IDisposable> _subscriptions = [];

        public Instrumentation(int[] ports)
        {
            _ports = ports;
            _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "HttpHandlerDiagnosticListener")
                _subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == "System.Net.Http.HttpRequestOut.Start"
                && value.Value?.GetType().GetProperty("Request")?.GetValue(value.Value) is HttpRequestMessage request
                && _ports.Contains(request.RequestUri!.Port))
            {
                request.Headers.TryAddWithoutValidation(Header, "tenant=secret");
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());
    }

    /// <summary>As a handler does that sends again whatever failed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_is_sent_again_begins_where_the_caller_began(bool copies)
    {
        using var inside = new PageServer(_ => PageServer.Ok("x"));
        using var server = new PageServer(_ => PageServer.Redirect($"http://127.0.0.1:{inside.Port}/", "303 See Other"));
        using HttpRequestMessage request = Request(HttpMethod.Post, server.Address);
        request.Content = new StringContent("body");
        using var retrying = new HttpClient(new Retrying(new GuardedHttpHandler(), copies));

        PageFetchException refused = await Assert.ThrowsAsync<PageFetchException>(() => retrying.SendAsync(request, Cancel));

        Assert.Equal(PageFetchError.PrivateAddress, refused.Error);
        Assert.Empty(inside.Requests);
        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, head => Assert.StartsWith("POST / ", head, StringComparison.Ordinal));
        Assert.All(server.Requests, head => Assert.Contains("Authorization: Bearer secret", head, StringComparison.Ordinal));
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri uri)
    {
        var request = new HttpRequestMessage(method, uri);
        foreach ((string name, string value) in new[]
        {
            ("Authorization", "Bearer secret"), ("Proxy-Authorization", "Basic secret"), ("Cookie", "a=secret"), ("X-Api-Key", "secret"), ("Referer", "http://secret/"),
            ("From", "secret@example"), ("If-Match", "\"secret\""), ("Accept", "text/html"), ("Accept-Language", "de"), ("User-Agent", "me"), ("Cache-Control", "no-cache"),
        })
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return request;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool allowInsecure = false)
    {
        using var client = new HttpClient(new GuardedHttpHandler
        {
            AllowPrivateAddresses = true,
            AllowInsecureRedirects = allowInsecure,
            CertificateCheck = (_, certificate, _, _) => certificate is not null,
        });
        return await client.SendAsync(request, Cancel);
    }

    private static async Task RedirectOverTlsAsync(Socket listener, Uri target)
    {
        using Socket peer = await listener.AcceptAsync(Cancel);
        await using var tls = new SslStream(new NetworkStream(peer));
        await tls.AuthenticateAsServerAsync(TestCertificate.Value);
        await tls.ReadExactlyAsync(new byte[1], Cancel);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(PageServer.Redirect(target.AbsoluteUri)), Cancel);
        await tls.ShutdownAsync();
    }

    /// <summary>As JSON, a stream or a form of streams has it.</summary>
    private sealed class ContentOfUnknownLength() : ByteArrayContent("body"u8.ToArray())
    {
        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class Retrying(HttpMessageHandler inner, bool copies) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (int left = 2; ; left--)
            {
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (IOException) when (left > 0)
                {
                    request = copies ? CopyOf(request) : request;
                }
            }
        }

        private static HttpRequestMessage CopyOf(HttpRequestMessage request)
        {
            var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content };
            foreach ((string name, IEnumerable<string> values) in request.Headers)
                copy.Headers.TryAddWithoutValidation(name, values);
            return copy;
        }
    }
}
