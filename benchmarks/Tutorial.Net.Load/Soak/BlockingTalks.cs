using System.Net.Sockets;
using Tutorial.Net.Load.Studies;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Soak;

/// <summary>Dialogues by a <see cref="LineReader"/> and a <see cref="LineWriter"/> on one blocking socket.</summary>
internal sealed class BlockingTalks(SoakServers servers, SoakCounts counts) : SoakPart
{
    private const int Lines = 400;
    private const int LinesATurn = 20;

    protected override void Run(CancellationToken stop)
    {
        for (; !stop.IsCancellationRequested; Rest(stop))
        {
            ChaosTalk talk = counts.NextTalk(Lines);
            ReplyText reply = new();
            SocketError error = Speak(talk, reply);
            counts.CountLines(nameof(BlockingTalks), talk, reply.Span, error);
        }
    }

    private SocketError Speak(ChaosTalk talk, ReplyText reply)
    {
        using Socket socket = servers.Lines.Connect(talk.Plan);
        using LineReader reader = new(socket);
        using LineWriter writer = new(socket);
        try
        {
            try
            {
                Converse(talk, reader, writer, reply);
            }
            catch (IOException) when (talk.Plan.Ending != ChaosEnding.None)
            {
                // It could not send on. What came before that is read below, and how it ended.
            }

            while (Read(reader, reply))
            {
                // Until the end.
            }

            return SocketError.Success;
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            return ReplyText.ErrorOf(exception);
        }
    }

    private static void Converse(ChaosTalk talk, LineReader reader, LineWriter writer, ReplyText reply)
    {
        ReadOnlySpan<byte> text = talk.Text.Span;
        while (!text.IsEmpty)
        {
            int lines = 0;
            for (; lines < LinesATurn && !text.IsEmpty; lines++)
            {
                int length = text.IndexOf((byte)'\n');
                writer.WriteLine(text[..length]);
                text = text[(length + 1)..];
            }

            writer.Flush(ClientLoop.Patience);
            for (; lines > 0; lines--)
            {
                if (!Read(reader, reply))
                    return;
            }
        }

        writer.Complete();
    }

    /// <returns>Whether there was one more.</returns>
    private static bool Read(LineReader reader, ReplyText reply)
    {
        Line line;
        while (!reader.TryRead(out line))
        {
            if (!reader.WaitToRead(ClientLoop.Patience))
                return false;
        }

        reply.Add(line);
        return true;
    }
}
