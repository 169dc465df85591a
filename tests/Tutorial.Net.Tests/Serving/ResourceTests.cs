using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Polling;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What clients cost: memory, descriptors, allocations, and what happens when there is no more.</summary>
[Collection(Alone.Name)]
public sealed class ResourceTests
{
    [Fact]
    public void An_idle_connection_holds_at_most_two_KiB_of_managed_memory()
    {
        const int Connections = 1_000;
        ScriptHandler handler = new();
        using LineServer server = new(handler);
        EndPoint endPoint = server.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Socket[] clients = [.. Enumerable.Range(0, Connections).Select(_ => Connect(endPoint))];
        byte[] line = "a line\n"u8.ToArray();
        long before = Heap();

        using CancellationTokenSource stop = new();
        Task running = server.RunAsync(stop.Token);
        TestServer.Until(() => handler.ConnectedCount == Connections);
        // Each has been served: what was rented for it has been given back.
        foreach (Socket client in clients)
            client.Send(line);
        foreach (Socket client in clients)
        {
            for (int got = 0; got < line.Length;)
                got += client.Receive(line.AsSpan(got));
        }

        long each = (Heap() - before) / Connections;
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes");
        Assert.InRange(each, 0, 2048);
        stop.Cancel();
        foreach (Socket client in clients)
            client.Dispose();
        Assert.True(running.Ends());
    }

    [Fact]
    public void An_echoed_line_allocates_nothing()
    {
        long allocated = 0;
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                allocated = GC.GetAllocatedBytesForCurrentThread();
                session.WriteLine(line.Span);
            },
        };
        using TestServer server = new(handler);
        TestClient client = server.Connect();
        for (int i = 0; i < 200; i++)
            client.Ask("warm");
        long before = allocated;
        for (int i = 0; i < 200; i++)
            client.Ask("hot");
        Assert.Equal(0, allocated - before);
    }

    [Fact]
    public void Nothing_is_left_of_two_thousand_connections_that_ended_in_every_way()
    {
        Requires.Linux();
        ScriptHandler handler = new();
        using (TestServer server = new(handler))
        {
            for (int i = 0; i < 100; i++)
                EndSomehow(server, i);
            TestServer.Until(() => handler.DisconnectedCount == 100);
            int descriptors = Descriptors();
            long heap = Heap();
            for (int i = 0; i < 2_000; i++)
                EndSomehow(server, i);
            TestServer.Until(() => handler.DisconnectedCount == 2_100);
            Assert.InRange(Descriptors(), 0, descriptors);
            // The handler's own notes of each session are the most of it.
            handler.EndsOf.Clear();
            while (handler.Ends.TryTake(out _))
            {
            }

            Assert.InRange(Heap() - heap, long.MinValue, 1 << 20);
        }
    }

    /// <summary>Without a back-off one waiting connection makes the loop spin: 12,000 failed accepts in 200 ms were seen.</summary>
    [Fact]
    public void With_Select_no_more_are_served_than_one_call_can_wait_for_and_the_others_later()
    {
        Requires.Linux();
        const string Clients = """
            import socket, sys
            clients = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(int(sys.argv[2]))]
            print("connected")
            for line in sys.stdin:
                for _ in range(int(line)):
                    clients.pop(0).close()
                print("closed")
            """;
        ScriptHandler handler = new();
        (ulong Soft, ulong Hard) limits = Native.DescriptorLimits;
        int open = Directory.GetFiles("/proc/self/fd").Length, count = open + 150, limit = open + count + 60;
        Requires.Machine((ulong)limit <= limits.Hard, "enough descriptors", "raise ulimit -n");
        Native.DescriptorLimits = ((ulong)limit, limits.Hard);
        try
        {
            using TestServer server = new(handler, new LineServerOptions { Backend = MultiplexerBackend.Select });
            using ChildProcess clients = Python.Start(
                Clients, [$"{((IPEndPoint)server.EndPoint).Port}", $"{count}"]);
            clients.WaitForLine("connected");
            // Each may be waited for in two lists; 16 descriptors are left to the rest.
            int most = (limit - 16) / 2;
            Assert.True(most < count);
            TestServer.Until(() => handler.ConnectedCount == most);
            for (int i = 0; i < 20; i++)
                server.OnLoop(() => Assert.Equal(most, server.Server.Sessions.Count));
            clients.Input.WriteLine(count - most);
            clients.Input.Flush();
            clients.WaitForLine("closed");
            TestServer.Until(() => handler.ConnectedCount == count);
        }
        finally
        {
            Native.DescriptorLimits = limits;
        }
    }

    /// <summary>Clients decide when each is waited for twice: they need only not read.</summary>
    [Fact]
    public void With_Select_a_connection_that_is_adopted_past_what_one_call_can_wait_for_is_closed()
    {
        Requires.Linux();
        const string Clients = """
            import socket, sys
            clients = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(int(sys.argv[2]))]
            print("connected")
            sys.stdin.read()
            """;
        ScriptHandler handler = new() { Connected = session => session.WriteLine("never read") };
        (ulong Soft, ulong Hard) limits = Native.DescriptorLimits;
        int limit = (2 * Directory.GetFiles("/proc/self/fd").Length) + 200, most = (limit - 16) / 2;
        Requires.Machine((ulong)limit <= limits.Hard, "enough descriptors", "raise ulimit -n");
        Native.DescriptorLimits = ((ulong)limit, limits.Hard);
        try
        {
            using TestServer server = new(
                handler, new LineServerOptions { Backend = MultiplexerBackend.Select }, transport: socket => new ScriptedTransport(socket) { Room = 0 });
            using Socket listener = TcpSocket.Listen(Loopback.AnyPort, most + 20);
            using ChildProcess clients = Python.Start(Clients, [$"{((IPEndPoint)listener.LocalEndPoint!).Port}", $"{most + 20}"]);
            Socket[] adopted = [.. Enumerable.Range(0, most + 20).Select(_ => listener.Accept())];
            Array.ForEach(adopted, server.Server.Adopt);
            for (int i = 0; i < 20; i++)
                server.OnLoop(() => Assert.Equal(most, server.Server.Sessions.Count));
            Assert.Equal(most, adopted.Count(static socket => !socket.SafeHandle.IsClosed));
            Assert.All(adopted[most..], static socket => Assert.True(socket.SafeHandle.IsClosed));
        }
        finally
        {
            Native.DescriptorLimits = limits;
        }
    }

    [Fact]
    public void Out_of_descriptors_accepting_backs_off_clients_are_served_and_it_recovers()
    {
        Requires.Linux();
        using ListLogger log = new();
        ScriptHandler handler = new();
        using TestServer server = new(handler, loggerFactory: log);
        TestClient good = server.Connect();
        Assert.Equal("x", good.Ask("x"));
        (ulong Soft, ulong Hard) limits = Native.DescriptorLimits;
        List<Socket> fillers = [];
        TestClient? waiting = null;
        try
        {
            Socket late = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            int limit = (int)late.Handle + 1;
            while (true)
            {
                Socket filler = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                if (filler.Handle >= limit)
                {
                    filler.Dispose();
                    break;
                }

                fillers.Add(filler);
            }

            Native.DescriptorLimits = ((ulong)limit, limits.Hard);
            late.Connect(server.EndPoint);
            fillers.Add(late);
            long start = Stopwatch.GetTimestamp();
            TestServer.Until(() => Failures(log) >= 3);
            Assert.Equal("served", good.Ask("served"));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            // Three tries are two waits of 100 ms; at most ten a second, and one to begin with.
            Assert.InRange(Failures(log), 3, 2 + (seconds * 10));
            Assert.Equal(1, handler.ConnectedCount);
        }
        finally
        {
            Native.DescriptorLimits = limits;
        }

        TestServer.Until(() => handler.ConnectedCount == 2);
        waiting?.Dispose();
        fillers.ForEach(filler => filler.Dispose());
    }

    private static int Failures(ListLogger log) => log.Entries.Count(entry => entry.Id == 506);

    private static void EndSomehow(TestServer server, int number)
    {
        using TestClient client = new(server.EndPoint);
        client.Send("a line, and another one that is cut\nhere");
        switch (number % 4)
        {
            case 0:
                client.Reset();
                break;
            case 1:
                client.ShutDown();
                client.ReadToEnd();
                break;
            case 2:
                client.ReadLine();
                break;
        }
    }

    private static Socket Connect(EndPoint endPoint)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endPoint);
        return socket;
    }

    private static long Heap()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static int Descriptors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Directory.GetFileSystemEntries("/proc/self/fd").Length;
    }
}
