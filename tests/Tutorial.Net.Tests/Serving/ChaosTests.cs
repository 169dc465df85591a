using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Serving;

/// <summary>Numbered, checksummed lines over a network that slices, delays, stalls and breaks: none is lost, doubled, reordered or
/// changed.</summary>
public sealed class ChaosTests
{
    private const int Clients = 40;

    private readonly int _linesEach = Campaign.Cases(1_000_000) / Clients;
    private readonly int[] _handled = new int[Clients];
    private readonly List<string> _wrong = [];

    [Fact]
    public async Task Whatever_the_network_does_lines_come_whole_and_in_order()
    {
        int seed = Environment.TickCount;
        using TestServer server = new(new ScriptHandler { Line = Check });
        using ChaosProxy proxy = new(server.EndPoint);
        byte[][] texts = [.. Enumerable.Range(0, Clients).Select(TextOf)];
        ChaosPlan[] plans = [.. texts.Select((text, client) => ChaosPlan.Draw(seed + client, text.Length) with
        {
            Ending = (client % 4) switch { 1 => ChaosEnding.HalfClose, 2 => ChaosEnding.Reset, _ => ChaosEnding.None },
            EndsReplies = client % 8 < 4,
        })];

        byte[][] replies = await Task.WhenAll(plans.Select((plan, client) => TalkAsync(proxy.Connect(plan), texts[client])))
            .WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        server.OnLoop(() => { });
        Assert.Empty(_wrong);
        for (int client = 0; client < Clients; client++)
            Judge(plans[client], texts[client], replies[client], _handled[client]);
    }

    private void Judge(ChaosPlan plan, byte[] text, byte[] reply, int handled)
    {
        string message = $"{plan}: {reply.Length} of {text.Length} bytes came back";
        int ends = (int)plan.EndsAfter;
        switch (plan.Ending, plan.EndsReplies)
        {
            case (ChaosEnding.None, _):
                Assert.True(reply.AsSpan().SequenceEqual(text), message);
                Assert.Equal(_linesEach, handled);
                break;
            case (ChaosEnding.HalfClose, true):
                Assert.True(reply.AsSpan().SequenceEqual(text.AsSpan(0, ends)), message);
                break;
            case (ChaosEnding.HalfClose, false):
                // The line that was cut off is answered as a line.
                ReadOnlySpan<byte> answer = ends == 0 || text[ends - 1] == '\n' ? text.AsSpan(0, ends) : [.. text.AsSpan(0, ends), (byte)'\n'];
                Assert.True(reply.AsSpan().SequenceEqual(answer), message);
                Assert.Equal(text.AsSpan(0, ends).Count((byte)'\n'), handled);
                break;
            default:
                Assert.True(text.AsSpan().StartsWith(reply), message);
                Assert.True(!plan.EndsReplies || reply.Length <= ends, message);
                break;
        }
    }

    private void Check(LineSession session, in Line line)
    {
        session.WriteLine(line.Span);
        // One that a shut direction has cut off.
        if (line.Ending == LineEnding.None)
            return;
        if (!NumberedLine.TryRead(line.Span, out int client, out int number) || number != _handled[client])
            _wrong.Add($"after line {_handled[client]} of client {client}: {line}");
        else
            _handled[client]++;
    }

    private byte[] TextOf(int client)
    {
        MemoryStream text = new();
        byte[] line = new byte[NumberedLine.MaxLength];
        for (int i = 0; i < _linesEach; i++)
            text.Write(line, 0, NumberedLine.Write(line, client, i));
        return text.ToArray();
    }

    /// <summary>Sends everything and ends, reading meanwhile.</summary>
    /// <returns>What came back until the end, or the reset.</returns>
    private static async Task<byte[]> TalkAsync(Socket socket, byte[] text)
    {
        using (socket)
        {
            Task sending = SendAsync(socket, text);
            MemoryStream reply = new();
            byte[] buffer = new byte[65_536];
            try
            {
                int count;
                while ((count = await socket.ReceiveAsync(buffer)) > 0)
                    reply.Write(buffer, 0, count);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
            {
                // As planned; the caller looks whether it was.
            }

            await sending;
            return reply.ToArray();
        }
    }

    private static async Task SendAsync(Socket socket, byte[] text)
    {
        try
        {
            for (int sent = 0; sent < text.Length;)
                sent += await socket.SendAsync(text.AsMemory(sent));
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // Broken as planned.
        }
    }
}
