using System.Net.Sockets;
using Tutorial.Net.Load.Studies;

namespace Tutorial.Net.Load.Soak;

/// <summary>Clients that read and write one <see cref="LineConnection"/> at the same time, asynchronously.</summary>
internal sealed class AsyncTalks(SoakServers servers, SoakCounts counts) : SoakPart
{
    private const int Together = 4;
    private const int Lines = 500;

    protected override void Run(CancellationToken stop)
    {
        for (; !stop.IsCancellationRequested; Rest(stop))
            Task.WaitAll([.. Enumerable.Range(0, Together).Select(_ => SpeakAsync(counts.NextTalk(Lines)))], CancellationToken.None);
    }

    private async Task SpeakAsync(ChaosTalk talk)
    {
        ReplyText reply = new();
        SocketError error;
        LineConnection connection = new(servers.Lines.Connect(talk.Plan));
        await using (connection.ConfigureAwait(false))
        {
            Task writing = WriteAsync(connection, talk.Text);
            error = await ReadAsync(connection.Reader, reply).ConfigureAwait(false);
            await writing.ConfigureAwait(false);
        }

        counts.CountLines(nameof(AsyncTalks), talk, reply.Span, error);
    }

    private static async Task WriteAsync(LineConnection connection, ReadOnlyMemory<byte> text)
    {
        try
        {
            while (!text.IsEmpty)
            {
                int length = text.Span.IndexOf((byte)'\n');
                await connection.WriteLineAsync(text[..length]).ConfigureAwait(false);
                text = text[(length + 1)..];
            }

            await connection.CompleteAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // As planned, or what comes back shows that it was not.
        }
    }

    private static async Task<SocketError> ReadAsync(LineReader reader, ReplyText reply)
    {
        try
        {
            while (await reader.WaitToReadAsync(ClientLoop.Patience).ConfigureAwait(false))
            {
                while (reader.TryRead(out Line line))
                    reply.Add(line);
            }

            return SocketError.Success;
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            return ReplyText.ErrorOf(exception);
        }
    }
}
