using System.Text;
using Tutorial.Net.Tests.Infrastructure;

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
