using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Load;

/// <summary>
/// Keeps a number of lines under way on each of many connections for a time, on one thread, and compares every byte that
/// comes back.
/// </summary>
internal static class LoadClient
{
    public const int LineLength = 32;

    private static readonly byte[] Line = "0123456789abcdef0123456789abcde\n"u8.ToArray();

    /// <returns>Lines that came back within the time, and how long it was.</returns>
    public static (long Lines, TimeSpan Time) Run(int port, int connections, int depth, TimeSpan warmUp, TimeSpan time, Action begin)
    {
        using SocketMultiplexer multiplexer = new();
        byte[] lines = [.. Enumerable.Repeat(Line, Math.Max(depth, 1)).SelectMany(line => line)];
        byte[] expected = [.. Enumerable.Repeat(Line, 4_096).SelectMany(line => line)];
        byte[] buffer = new byte[65_536];
        List<Socket> sockets = [];
        for (int i = 0; i < connections; i++)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
            socket.Blocking = false;
            multiplexer.Register(socket, SocketEvents.Read, new Progress());
            sockets.Add(socket);
        }

        foreach (Socket socket in sockets)
            Send(socket, lines);
        ReadySocket[] ready = new ReadySocket[1_024];
        long count = 0;
        long start = Stopwatch.GetTimestamp();
        bool isWarm = false;
        while (true)
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            if (!isWarm && elapsed >= warmUp)
            {
                isWarm = true;
                count = 0;
                start = Stopwatch.GetTimestamp();
                begin();
            }
            else if (isWarm && elapsed >= time)
            {
                sockets.ForEach(socket => socket.Dispose());
                return (count, elapsed);
            }

            int found = multiplexer.Wait(ready, TimeSpan.FromSeconds(10));
            if (found == 0)
                throw new IOException("The server has answered nothing for ten seconds.");
            foreach (ReadySocket one in ready.AsSpan(0, found))
                count += Turn(one.Socket, (Progress)one.State!, buffer, expected, lines);
        }
    }

    private static int Turn(Socket socket, Progress progress, byte[] buffer, byte[] expected, byte[] lines)
    {
        int received = socket.Receive(buffer);
        if (received == 0)
            throw new IOException("The server has closed a connection.");
        if (!buffer.AsSpan(0, received).SequenceEqual(expected.AsSpan(progress.Offset, received)))
            throw new IOException("The server has sent something else than it was sent.");
        int whole = (progress.Offset + received) / LineLength;
        progress.Offset = (progress.Offset + received) % LineLength;
        if (whole > 0)
            Send(socket, lines.AsSpan(0, whole * LineLength));
        return whole;
    }

    private static void Send(Socket socket, ReadOnlySpan<byte> bytes) => socket.SendAll(bytes, TimeSpan.FromSeconds(10));

    private sealed class Progress
    {
        public int Offset { get; set; }
    }
}
