using System.Net.Sockets;

namespace Tutorial.Net.Samples.Svr;

/// <summary>One client, from its command to the last line of the answer.</summary>
internal sealed class Client(Socket socket)
{
    private const int MostLogged = 64;
    private static readonly TimeSpan RestPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(10);

    /// <summary>Never throws: what one client does is no other's business.</summary>
    /// <param name="stop">The server ends.</param>
    /// <param name="letGo">The client's place is needed.</param>
    public async Task ServeAsync(CancellationToken stop, CancellationToken letGo)
    {
        // Its caller goes on to the next client.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        string who = "a client";
        try
        {
            using (socket)
            using (var end = CancellationTokenSource.CreateLinkedTokenSource(stop, letGo))
            {
                who = PeerAddress.Of(socket);
                Console.WriteLine($"client is at {who}");
                await AnswerAsync(who, end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            string reason = stop.IsCancellationRequested ? "the server ends"
                : letGo.IsCancellationRequested ? "too many newer clients"
                : "it took too long";
            Console.Error.WriteLine($"{who} was let go: {reason}");
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            Console.Error.WriteLine($"{who}: {TerminalText.Escape(e.Message)}");
        }
    }

    private async Task AnswerAsync(string who, CancellationToken stop)
    {
        byte[] asked = await ReceiveCommandAsync(stop).ConfigureAwait(false);
        if (asked.Length == 0)
            return;

        using var writer = new LineWriter(socket);
        if (ReportCommand.Match(asked) is not { } name)
        {
            Console.WriteLine($"{who} asked for '{TerminalText.Escape(asked, MostLogged)}': refused");
            await RefuseAsync(writer, "only w and ps are served here", stop).ConfigureAwait(false);
        }
        else if (ReportCommand.Find(name) is not { } path)
        {
            await RefuseAsync(writer, $"{name} is not installed here", stop).ConfigureAwait(false);
        }
        else
        {
            Console.WriteLine($"{who} asked for {name}");
            byte[] report = await ReportCommand.RunAsync(path, ReportCommand.Patience, stop).ConfigureAwait(false);
            await socket.SendAllAsync(report, SendPatience, stop).ConfigureAwait(false);
        }

        // Closing a socket that holds unread bytes resets the connection, and the answer may be lost with it.
        try
        {
            await socket.CloseGracefullyAsync(RestPatience, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It has its answer.
        }
    }

    /// <summary>The tutorial's client sends w or ps without a terminator and keeps the connection open, so there is nothing to wait for:
    /// the command is what comes first. A p alone may be half of ps.</summary>
    private async Task<byte[]> ReceiveCommandAsync(CancellationToken stop)
    {
        byte[] buffer = new byte[256];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(CommandPatience);
        int length = await socket.ReceiveAsync(buffer, patience.Token).ConfigureAwait(false);
        if (length == 1 && buffer[0] == 'p')
            length += await socket.ReceiveAsync(buffer.AsMemory(1), patience.Token).ConfigureAwait(false);
        return buffer[..length];
    }

    private static async Task RefuseAsync(LineWriter writer, string reason, CancellationToken stop)
    {
        await writer.WriteLineAsync(reason.AsMemory(), stop).ConfigureAwait(false);
        await writer.FlushAsync(stop).ConfigureAwait(false);
    }
}
