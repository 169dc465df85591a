using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Tutorial.Net.Samples.ThreeServers;

/// <summary>Starts each server as a process, connects clients, has one speak, and counts what all hear.</summary>
internal static class Measurement
{
    /// <summary>Lines that are under way at once; the queues of all servers hold as many.</summary>
    private const int Window = 16;

    private static readonly byte[] Text = "something that somebody says to everybody else\n"u8.ToArray();
    private static readonly byte[] Buffer = new byte[65_536];
    private static readonly ReadySocket[] Ready = new ReadySocket[256];

    public static void Run(IEnumerable<string> servers, int clients, int lines)
    {
        Console.WriteLine($"{"server",-12} {"MiB idle",8} {$"with {clients}",12} {"KiB each",9} {"lines/s heard",14} {"CPU us each",12}");
        foreach (string server in servers)
        {
            string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
            var start = new ProcessStartInfo(dotnet, [typeof(Measurement).Assembly.Location, server, "0"]) { RedirectStandardOutput = true };
            start.Environment.Add(Lifeline.ForChild);
            using Process process = Process.Start(start)!;
            try
            {
                Measure(server, process, clients, lines);
            }
            finally
            {
                process.Kill();
                process.WaitForExit();
            }
        }
    }

    private static void Measure(string name, Process process, int clients, int lines)
    {
        string listening = process.StandardOutput.ReadLine() ?? throw new IOException($"{name} does not listen.");
        int port = int.Parse(listening.Split(':')[^1], CultureInfo.InvariantCulture);
        using var multiplexer = new SocketMultiplexer();
        Socket[] sockets = [Connect(port, multiplexer)];
        try
        {
            // Everything that the first line needs has been loaded by then.
            Settle(multiplexer, sockets);
            double idle = Memory(process);
            sockets = [.. sockets, .. Enumerable.Range(1, clients - 1).Select(_ => Connect(port, multiplexer))];
            Settle(multiplexer, sockets);
            double connected = Memory(process);

            TimeSpan before = process.TotalProcessorTime;
            long begin = Stopwatch.GetTimestamp();
            Hear(multiplexer, sockets, lines);
            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            process.Refresh();
            double heard = (double)lines * clients;
            double cpu = (process.TotalProcessorTime - before).TotalMicroseconds / heard;
            double each = (connected - idle) * 1024 / Math.Max(1, clients - 1);
            Console.WriteLine($"{name,-12} {idle,8:F1} {connected,12:F1} {each,9:F1} {heard / seconds,14:N0} {cpu,12:F2}");
        }
        finally
        {
            Array.ForEach(sockets, socket => socket.Dispose());
        }
    }

    private static Socket Connect(int port, SocketMultiplexer multiplexer)
    {
        Socket socket = TcpSocket.Connect("127.0.0.1", port);
        socket.Blocking = false;
        multiplexer.Register(socket, SocketEvents.Read);
        return socket;
    }

    /// <summary>Says a line again and again until the server has everybody on its list, and all is quiet.</summary>
    private static void Settle(SocketMultiplexer multiplexer, Socket[] sockets)
    {
        HashSet<Socket> heard = [];
        while (heard.Count < sockets.Length)
        {
            sockets[0].SendAll(Text);
            while (Read(multiplexer, TimeSpan.FromMilliseconds(200), socket => heard.Add(socket)) > 0)
            {
                // Until nothing comes any more.
            }
        }
    }

    /// <summary>Says lines, a few at once, until every client has heard them all.</summary>
    private static void Hear(SocketMultiplexer multiplexer, Socket[] sockets, int lines)
    {
        long all = (long)Text.Length * sockets.Length;
        int said = 0;
        for (long bytes = 0; bytes < all * lines;)
        {
            for (; said < lines && said - (bytes / all) < Window; said++)
                sockets[0].SendAll(Text);
            int count = Read(multiplexer, TimeSpan.FromSeconds(30), null);
            bytes += count > 0 ? count : throw new TimeoutException($"Of {all * lines} bytes {bytes} were heard.");
        }
    }

    /// <returns>The bytes that have come; 0 when none did in time.</returns>
    private static int Read(SocketMultiplexer multiplexer, TimeSpan patience, Action<Socket>? heard)
    {
        int bytes = 0;
        int count = multiplexer.Wait(Ready, patience);
        foreach (ReadySocket one in Ready.AsSpan(0, count))
        {
            int got = one.Socket.Receive(Buffer);
            bytes += got > 0 ? got : throw new IOException("The server has closed a connection.");
            heard?.Invoke(one.Socket);
        }

        return bytes;
    }

    private static double Memory(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1048576.0;
    }
}
