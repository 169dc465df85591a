using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Serving;

namespace Tutorial.Net.Tests.Network;

/// <summary>Numbered lines there and back between two hosts, by every part that carries lines or bytes: each must come whole, once and
/// in its place, both ways.</summary>
internal sealed class Conversation(TwoHosts hosts, int lines) : IDisposable
{
    private const int LineClients = 4;

    /// <summary>The number of the one who talks without a server of lines.</summary>
    private const int ByteClient = LineClients;

    private readonly int _linesEach = lines / (LineClients + 1);
    private readonly int[] _handled = new int[LineClients];
    private readonly List<string> _wrong = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Called once, on the server's thread, when it has a quarter of the first client's lines.</summary>
    public Action<Conversation>? OnTheWay { get; init; }

    /// <summary>The lines that the server of lines is still to have, of all clients.</summary>
    public int Left => (LineClients * _linesEach) - _handled.Sum();

    /// <summary>Holds it, to the end.</summary>
    public async Task HoldAsync()
    {
        using LineServer server = new(new ScriptHandler { Line = Check });
        using Socket listener = hosts.Listen();
        server.Listen(listener);
        Task running = server.RunAsync(_stop.Token);
        Task[] talks = [TalkBytesAsync(), .. Enumerable.Range(0, LineClients).Select(client => TalkAsync(listener, client))];
        int left = talks.Length;
        // The first that fails is told at once: others may wait for it forever.
        await foreach (Task ended in Task.WhenEach([running, .. talks]))
        {
            await ended;
            Assert.NotSame(running, ended);
            if (--left == 0)
                break;
        }

        await _stop.CancelAsync();
        await running;
        Assert.Empty(_wrong);
        Assert.All(_handled, handled => Assert.Equal(_linesEach, handled));
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>The server's side of the lines.</summary>
    private void Check(LineSession session, in Line line)
    {
        session.WriteLine(line.Span);
        if (!NumberedLine.TryRead(line.Span, out int client, out int number) || line.Ending == LineEnding.None || number != _handled[client])
            _wrong.Add($"after line {_handled[client]} of client {client}: {line}");
        else if (++_handled[client] == _linesEach / 4 && client == 0)
            OnTheWay?.Invoke(this);
    }

    private Task TalkAsync(Socket listener, int client) => Task.Run(async () =>
    {
        using Socket socket = hosts.Connect(listener.LocalEndPoint!);
        if (client % 2 == 0)
        {
            using LineReader reader = new(socket);
            using LineWriter writer = new(socket);
            Task writing = OnThread(() => Write(writer, client));
            await OnThread(() => Read(reader, client));
            await writing;
        }
        else
        {
            await using LineConnection connection = new(socket);
            Task writing = WriteAsync(connection, client);
            await ReadAsync(connection.Reader, client);
            await writing;
        }
    });

    private void Write(LineWriter writer, int client)
    {
        byte[] line = new byte[NumberedLine.MaxLength];
        for (int i = 0; i < _linesEach; i++)
            writer.WriteLine(line.AsSpan(0, NumberedLine.Write(line, client, i) - 1));
        writer.Complete();
    }

    private async Task WriteAsync(LineConnection connection, int client)
    {
        byte[] line = new byte[NumberedLine.MaxLength];
        for (int i = 0; i < _linesEach; i++)
            await connection.WriteLineAsync(line.AsMemory(0, NumberedLine.Write(line, client, i) - 1));
        await connection.CompleteAsync();
    }

    private void Read(LineReader reader, int client)
    {
        int number = 0;
        while (reader.WaitToRead())
            CompareAll(reader, client, ref number);
        Assert.Equal(_linesEach, number);
    }

    private async Task ReadAsync(LineReader reader, int client)
    {
        int number = 0;
        while (await reader.WaitToReadAsync())
            CompareAll(reader, client, ref number);
        Assert.Equal(_linesEach, number);
    }

    private static void CompareAll(LineReader reader, int client, ref int number)
    {
        Span<byte> expected = stackalloc byte[NumberedLine.MaxLength];
        while (reader.TryRead(out Line line))
        {
            ReadOnlySpan<byte> whole = expected[..(NumberedLine.Write(expected, client, number) - 1)];
            if (line.Ending != LineEnding.Lf || !line.Span.SequenceEqual(whole))
                Assert.Fail($"line {number} of client {client} came back as: {line}");
            number++;
        }
    }

    /// <summary>Both ends send and receive at the same time, in pieces that have nothing to do with each other.</summary>
    private async Task TalkBytesAsync()
    {
        using Socket listener = hosts.Listen();
        using Socket client = hosts.Connect(listener.LocalEndPoint!);
        using Socket server = await listener.AcceptAsync();
        await Task.WhenAll(
            OnThread(() => Send(client, ByteClient)),
            OnThread(() => Send(server, ByteClient + 1)),
            OnThread(() => Receive(server, ByteClient)),
            OnThread(() => Receive(client, ByteClient + 1)));
    }

    private void Send(Socket socket, int sender)
    {
        Random random = new(sender);
        for (int first = 0; first < _linesEach;)
        {
            int count = Math.Min(random.Next(1, 1_000), _linesEach - first);
            socket.SendAll(TextOf(sender, first, count));
            first += count;
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    private void Receive(Socket socket, int sender)
    {
        Random random = new(~sender);
        for (int first = 0; first < _linesEach;)
        {
            int count = Math.Min(random.Next(1, 1_000), _linesEach - first);
            byte[] expected = TextOf(sender, first, count);
            byte[] received = new byte[expected.Length];
            socket.ReceiveExactly(received);
            Assert.True(received.AsSpan().SequenceEqual(expected), $"lines {first} to {first + count} of {sender} came changed");
            first += count;
        }

        Assert.Equal(0, socket.Receive(new byte[1]));
    }

    private static byte[] TextOf(int sender, int first, int count)
    {
        MemoryStream text = new();
        byte[] line = new byte[NumberedLine.MaxLength];
        for (int i = first; i < first + count; i++)
            text.Write(line, 0, NumberedLine.Write(line, sender, i));
        return text.ToArray();
    }

    /// <summary>What blocks has a thread of its own.</summary>
    private static Task OnThread(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
