using System.Text;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Lines;

namespace Tutorial.Net.Tests.Links;

/// <summary>A packed answer as a program has it that does not go by <see cref="LinkExtractor.FetchAsync"/>.</summary>
public sealed class PackedAnswerTests
{
    private static readonly string[] Codings = ["gzip", "deflate", "raw deflate", "br"];

    public static MatrixTheoryData<string, string> Waits => new(Codings, ["send", "send without a token", "read", "copy", "stream"]);

    public static TheoryData<string> AllCodings => [.. Codings];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task A_packed_answer_that_stops_coming_can_be_given_up(string coding, string wait)
    {
        byte[] body = FetchTests.Pack(FetchTests.Filling(), coding);
        var silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new PageServer(async (_, socket) =>
        {
            await socket.SendAllAsync((byte[])[.. FetchTests.PackedHead(coding, body.Length), .. body[..(body.Length / 2)]]);
            silent.SetResult();
            await socket.ReceiveAsync(new byte[1]);
        });
        using var client = new HttpClient(new GuardedHttpHandler());
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        Task waiting = WaitAsync(client, server.Address, wait, given.Token);
        await silent.Task;
        if (wait == "send without a token")
            client.CancelPendingRequests();
        else
            await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
    }

    [Theory]
    [MemberData(nameof(AllCodings))]
    public async Task A_packed_body_may_come_byte_by_byte(string coding)
    {
        object[] bytes = [.. FetchTests.Pack("<a href=b>", coding).Select(one => new[] { one })];
        using var body = new UnpackedBody(new ScriptedStream(bytes), coding.Split(' ')[^1], new Uri("http://a/"));
        using var reader = new StreamReader(body);

        Assert.Equal("<a href=b>", await reader.ReadToEndAsync(Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disposing_an_unpacked_body_disposes_the_packed_one(bool wasRead)
    {
        using var packed = new MemoryStream(FetchTests.Pack("<a href=b>", "gzip"));
        await using (var body = new UnpackedBody(packed, "gzip", new Uri("http://a/")))
        {
            if (wasRead)
                await body.ReadExactlyAsync(new byte[1], Cancel);
            Assert.True(packed.CanRead);
        }

        Assert.False(packed.CanRead);
    }

    [Fact]
    public void Disposing_an_answer_disposes_what_was_packed_in_it()
    {
        using var packed = new MemoryStream();
        var answer = new HttpResponseMessage { Content = new StreamContent(packed) };
        answer.Content.Headers.ContentEncoding.Add("gzip");
        UnpackedContent.Unpack(answer, new Uri("http://a/"));
        Assert.IsType<UnpackedContent>(answer.Content);

        answer.Dispose();

        Assert.False(packed.CanRead);
    }

    [Fact]
    public void An_unpacked_body_is_read_once_and_forwards()
    {
        using var body = new UnpackedBody(new MemoryStream(), "gzip", new Uri("http://a/"));

        Assert.Equal((true, false, false), (body.CanRead, body.CanSeek, body.CanWrite));
        body.Flush();
        foreach (Action refused in new Action[]
        {
            () => _ = body.Length, () => _ = body.Position, () => body.Position = 0, () => body.Seek(0, SeekOrigin.Begin),
            () => body.SetLength(0), () => body.Write([1], 0, 1),
        })
        {
            Assert.Throws<NotSupportedException>(refused);
        }
    }

    [Theory]
    [MemberData(nameof(AllCodings))]
    public async Task A_packed_answer_can_be_read_by_a_thread_that_waits(string coding)
    {
        byte[] body = FetchTests.Pack(FetchTests.Filling(), coding);
        using var server = new PageServer(async (_, socket) => await socket.SendAllAsync((byte[])[.. FetchTests.PackedHead(coding, body.Length), .. body]));
        using var client = new HttpClient(new GuardedHttpHandler());
        using HttpResponseMessage first = await client.GetAsync(server.Address, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using HttpResponseMessage second = await client.GetAsync(server.Address, HttpCompletionOption.ResponseHeadersRead, Cancel);
        var copy = new MemoryStream();

        // The forms that wait are what is tested.
#pragma warning disable CA1849
        using var reader = new StreamReader(first.Content.ReadAsStream(Cancel));
        string read = reader.ReadToEnd();
        second.Content.CopyTo(copy, null, Cancel);
#pragma warning restore CA1849

        Assert.Equal(FetchTests.Filling(), read);
        Assert.Equal(FetchTests.Filling(), Encoding.UTF8.GetString(copy.ToArray()));
    }

    [Theory]
    [MemberData(nameof(AllCodings))]
    public async Task What_the_stream_of_a_broken_answer_throws_is_inside_what_a_call_that_buffers_it_throws(string coding)
    {
        byte[] body = FetchTests.Pack(FetchTests.Filling(), coding)[..^8];
        using var server = new PageServer(async (_, socket) => await socket.SendAllAsync((byte[])[.. FetchTests.PackedHead(coding, body.Length), .. body]));
        using var client = new HttpClient(new GuardedHttpHandler());

        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(server.Address, Cancel));

        Assert.Equal(PageFetchError.Incomplete, Assert.IsType<PageFetchException>(thrown.InnerException).Error);
    }

    private static async Task WaitAsync(HttpClient client, Uri address, string how, CancellationToken given)
    {
        if (how.StartsWith("send", StringComparison.Ordinal))
        {
            using HttpResponseMessage _ = await client.GetAsync(address, how == "send" ? given : CancellationToken.None);
            return;
        }

        using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, Cancel);
        if (how == "read")
            await response.Content.ReadAsByteArrayAsync(given);
        else if (how == "copy")
            await response.Content.CopyToAsync(Stream.Null, given);
        else
            await (await response.Content.ReadAsStreamAsync(given)).CopyToAsync(Stream.Null, given);
    }
}
