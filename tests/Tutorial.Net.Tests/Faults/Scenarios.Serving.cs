using System.Net;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Serving;

namespace Tutorial.Net.Tests.Faults;

internal static partial class Scenarios
{
    private static Scenario[] Serving =>
    [
        Serve("LineServer echoes", lines: 3, new LineServerOptions()),
        Serve("LineServer is flooded", lines: 3_000, new LineServerOptions { HardPendingBytes = 1 << 20 }),
        Serve("LineServer over Select", lines: 20, new LineServerOptions { Backend = MultiplexerBackend.Select }),
        Accept("AcceptAll", (listener, _) => listener.AcceptAll().Take(3).Select(Greet).Count()),
        Accept("AcceptAllAsync", (listener, stop) => GreetAsync(listener, stop).GetAwaiter().GetResult()) with { IsAsynchronous = true },
    ];

    /// <summary>One fault costs at most one connection, never the server.</summary>
    private static Scenario Serve(string name, int lines, LineServerOptions options) => new(name)
    {
        Act = run =>
        {
            byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, lines).Select(i => $"line {i} of a client\n")));
            int served = 0;
            ScriptHandler handler = new();
            Exception? failure = run.Try(() =>
            {
                using LineServer server = new(handler, options);
                EndPoint endPoint = server.Listen(Loopback.AnyPort);
                using CancellationTokenSource stop = new();
                Task running = server.RunAsync(stop.Token);
                served = FaultShim.Exempt(() => Enumerable.Range(0, 3).Count(_ => Echoes(endPoint, text))).Result;
                stop.Cancel();
                running.GetAwaiter().GetResult();
            });

            if (failure is null)
            {
                Assert.True(served >= 2, $"{served} of 3 clients were served");
                Assert.Equal(handler.ConnectedCount, handler.DisconnectedCount);
            }

            return failure;
        },
        // Only what it begins with: its constructor and Listen.
        IsDocumented = static failure => failure is IOException or SocketException,
        Survives = static fault => fault.Call is not ("epoll_create1" or "eventfd" or "epoll_ctl" or "socket" or "bind" or "listen" or "getsockname" or "setsockopt" or "connect" or "accept4"),
    };

    private static bool Echoes(EndPoint server, byte[] text)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.ReceiveTimeout = socket.SendTimeout = (int)PeerPatience.TotalMilliseconds / 4;
        try
        {
            socket.Connect(server);
            Task<bool> sending = FaultShim.Exempt(() =>
            {
                try
                {
                    socket.Send(text);
                    socket.Shutdown(SocketShutdown.Send);
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            });
            MemoryStream reply = new();
            byte[] buffer = new byte[4096];
            int count;
            while ((count = socket.Receive(buffer)) > 0)
                reply.Write(buffer, 0, count);
            Assert.True(text.AsSpan().StartsWith(reply.ToArray()), "not what was sent");
            return sending.Result && reply.Length == text.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Three clients come, and all are accepted, whatever accept(2) says meanwhile.</summary>
    private static Scenario Accept(string name, Func<Socket, CancellationToken, int> accept) => new(name)
    {
        Act = run =>
        {
            using Socket listener = TcpSocket.Listen(0);
            EndPoint endPoint = listener.LocalEndPoint!;
            Task<string[]> greetings = FaultShim.Exempt(() => Enumerable.Range(0, 3).Select(_ => Greeting(endPoint)).ToArray());
            int accepted = 0;

            Exception? failure = run.Try(() => accepted = accept(listener, CancellationToken.None));

            listener.Dispose();
            if (failure is null)
                Assert.Equal((3, "hello hello hello"), (accepted, string.Join(' ', greetings.Result)));
            _ = greetings.ContinueWith(_ => true, TaskScheduler.Default).Result;
            return failure;
        },
        IsDocumented = static failure => failure is SocketException,
        Survives = static fault => fault.Call == "accept4",
    };

    private static bool Greet(Socket client) => FaultShim.Exempt(() =>
    {
        client.SendAll("hello"u8);
        client.Dispose();
        return true;
    }).Result;

    private static async Task<int> GreetAsync(Socket listener, CancellationToken stop)
    {
        int count = 0;
        await foreach (Socket client in listener.AcceptAllAsync(stop))
        {
            Greet(client);
            if (++count == 3)
                break;
        }

        return count;
    }

    private static string Greeting(EndPoint server)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.ReceiveTimeout = (int)PeerPatience.TotalMilliseconds;
        socket.Connect(server);
        byte[] buffer = new byte[5];
        int count = 0;
        for (int more; count < 5 && (more = socket.Receive(buffer.AsSpan(count))) > 0;)
            count += more;
        return Encoding.ASCII.GetString(buffer, 0, count);
    }
}
