using System.Buffers;
using System.Net.Sockets;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>A socket that is null is named by each call, before anything else is looked at.</summary>
public sealed class NullSocketTests
{
    private const Socket None = null!;

    private static (string Name, Func<Task> Call)[] Calls() =>
    [
        ("listener", () => Task.FromResult(None.AcceptAll())),
        ("listener", () => Task.FromResult(None.AcceptAllAsync())),
        ("socket", () => Do(() => None.CloseGracefully(TimeSpan.Zero))),
        ("socket", () => None.CloseGracefullyAsync(TimeSpan.Zero).AsTask()),
        ("socket", () => Do(() => None.SetKeepAlive(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 1))),
        ("socket", () => Task.FromResult(None.ReceiveChunks())),
        ("socket", () => Task.FromResult(None.ReceiveChunksAsync())),
        ("socket", () => Do(() => None.ReceiveExactly([]))),
        ("socket", () => Do(() => None.ReceiveExactly([], TimeSpan.Zero))),
        ("socket", () => None.ReceiveExactlyAsync(Memory<byte>.Empty).AsTask()),
        ("socket", () => None.ReceiveExactlyAsync(Memory<byte>.Empty, TimeSpan.FromSeconds(1)).AsTask()),
        ("socket", () => Do(() => None.SendAll([]))),
        ("socket", () => Do(() => None.SendAll([], TimeSpan.Zero))),
        ("socket", () => Do(() => None.SendAll(ReadOnlySequence<byte>.Empty))),
        ("socket", () => Do(() => None.SendAll(SendForms.Segments([], []), TimeSpan.Zero))),
        ("socket", () => None.SendAllAsync(ReadOnlyMemory<byte>.Empty).AsTask()),
        ("socket", () => None.SendAllAsync(ReadOnlyMemory<byte>.Empty, TimeSpan.Zero).AsTask()),
        ("socket", () => None.SendAllAsync(SendForms.Segments([], [])).AsTask()),
        ("socket", () => None.SendAllAsync(SendForms.Segments([], []), TimeSpan.Zero).AsTask()),
    ];

    [Fact]
    public async Task Each_call_names_it()
    {
        foreach ((string name, Func<Task> call) in Calls())
        {
            var error = await Assert.ThrowsAsync<ArgumentNullException>(call);
            Assert.Equal(name, error.ParamName);
        }
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
