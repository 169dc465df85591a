using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Links;

namespace Tutorial.Net.Tests.Complexity;

/// <summary>Entry points with a kernel, a tree or a client between caller and parser.</summary>
/// <remarks>Nested elements that close a p (div) are AngleSharp's to look for one at any depth: its trees of those cost their depth squared,
/// up to <see cref="LinkExtractorOptions.DomTimeout"/>.</remarks>
[Collection(Alone.Name)]
public sealed class EntryPointComplexityTests
{
    [Theory]
    [InlineData("<p><a href=x>", "p a", 500)]
    [InlineData("<p><a href=x>", "p > a:has(b)", 500)]
    [InlineData("<span class=a>", ".a .a", 500)]
    [InlineData("<svg></svg>", "svg", 500)]
    [InlineData("<svg><a href=x></a></svg>", "svg a", 500)]
    [InlineData("<math a=1></math><svg></svg>", "math", 500)]
    [InlineData("<html a=1><a href=x></a>", "html", 500)]
    [InlineData("<table><svg></svg><td><svg></svg></table>", "td", 500)]
    public void A_selector_costs_what_its_page_holds(string repeated, string selector, int count)
    {
        var extractor = new LinkExtractor(new LinkExtractorOptions { Within = selector, DomTimeout = TimeSpan.FromMinutes(1) });
        Work.IsLinear(count, n =>
        {
            byte[] page = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, n)));
            return () => extractor.Extract(page, Scanning.Page);
        });
    }

    [Theory]
    [InlineData("<a href=x>")]
    [InlineData("<a href=x rel=nofollow>&amp;</a><!-- -->")]
    [InlineData("x")]
    public void A_page_that_is_fetched_costs_what_it_holds(string repeated)
    {
        var extractor = new LinkExtractor();
        Work.IsLinear(4_000, n =>
        {
            var client = new HttpClient(new Answers(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, n)))));
            return () =>
            {
                int thread = Environment.CurrentManagedThreadId;
                ReadAsync(extractor, client).GetAwaiter().GetResult();
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
            };
        });

        static async Task ReadAsync(LinkExtractor extractor, HttpClient client)
        {
            int thread = Environment.CurrentManagedThreadId;
            await foreach (Link link in extractor.FetchAsync(client, "http://example.com/"))
                Assert.NotEmpty(link.Url);
            // What another thread does would not be counted.
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        }
    }

    [Fact]
    public void Bytes_received_cost_the_same_each() => Work.IsLinear(400_000, n =>
    {
        (Socket sender, Socket receiver) = Loopback.Pair();
        _ = Task.Run(() =>
        {
            using (sender)
                sender.SendAll(new byte[n]);
        });
        return () =>
        {
            using (receiver)
                Assert.Equal(n, receiver.ReceiveChunks(1_000).Sum(chunk => chunk.Length));
        };
    });

    [Fact]
    public void Connections_accepted_cost_the_same_each() => Work.IsLinear(20, n =>
    {
        Socket listener = TcpSocket.Listen(Loopback.AnyPort, backlog: 2_000);
        Socket[] clients = [.. Enumerable.Range(0, n).Select(_ => TcpSocket.Connect("127.0.0.1", listener.Port()))];
        return () =>
        {
            foreach (Socket client in listener.AcceptAll().Take(n))
                client.Dispose();
            listener.Dispose();
            Array.ForEach(clients, client => client.Dispose());
        };
    });

    [Theory]
    [InlineData("x")]
    [InlineData("\r")]
    [InlineData("x\r\n")]
    public void Lines_of_a_connection_cost_what_they_hold(string text) => Work.IsLinear(20_000, n =>
    {
        byte[] input = [.. Enumerable.Range(0, n).Select(i => (byte)text[i % text.Length])];
        return () =>
        {
            using var connection = new LineConnection(new Both(input), new LineOptions { Terminator = LineTerminator.Universal, MaxLineLength = n + 1 });
            while (connection.ReadLine() is { } line)
                connection.WriteLine(line);
            connection.Flush();
        };
    });

    /// <summary>What is written is lost, what is read comes in pieces of a segment.</summary>
    private sealed class Both(byte[] input) : MemoryStream(input, writable: false)
    {
        public override bool CanWrite => true;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1_448)]);

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
        }
    }

    private sealed class Answers(byte[] page) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(page);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/html", "utf-8");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request });
        }
    }
}
