using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Faults;

internal static partial class Scenarios
{
    private static Scenario[] Connecting =>
    [
        Race("Connect, two addresses", (port, lookUp) => TcpSocket.Connect("two.example", port, Deadline.After(PeerPatience), lookUp)),
        Race("ConnectAsync, two addresses", (port, lookUp) =>
            Wait(TcpSocket.ConnectAsync("two.example", port, Deadline.After(PeerPatience), lookUp))) with { IsAsynchronous = true },
        new("Listen")
        {
            Act = static run => run.Try(static () => TcpSocket.Listen(IPAddress.IPv6Any, 0).Dispose()),
            IsDocumented = static failure => failure is SocketException,
        },
        new("UnixSocket, a stale path")
        {
            Act = ReplaceStalePath,
            IsDocumented = static failure => failure is SocketException,
        },
        new("Describe")
        {
            Act = static run =>
            {
                (Socket socket, Socket peer) = Loopback.Pair();
                using (socket)
                using (peer)
                    return run.Try(() => Assert.NotEmpty(socket.Describe()));
            },
            Survives = static _ => true,
        },
        new("LinkExtractor.FetchAsync")
        {
            Act = Fetch,
            IsAsynchronous = true,
            IsDocumented = static failure => failure is HttpRequestException or PageFetchException,
        },
    ];

    /// <summary>One address that cannot be tried does not lose the race while the other answers.</summary>
    private static Scenario Race(string name, Func<int, HostResolver.LookUp, Socket> connect) => new(name)
    {
        Act = run =>
        {
            using Socket listener = TcpSocket.Listen(IPAddress.Any, 0);
            Exception? failure = run.Try(() =>
            {
                using Socket socket = connect(listener.Port(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.1"), IPAddress.Parse("127.0.0.2")]));
                Assert.True(socket.Connected);
                Assert.True(socket.Blocking);
            });
            return failure;
        },
        IsDocumented = static failure => failure is SocketException,
        Survives = static fault => fault.Call is "socket" or "connect" or "fcntl",
    };

    private static Exception? ReplaceStalePath(FaultRun run)
    {
        string folder = Directory.CreateTempSubdirectory("fault").FullName;
        string path = Path.Combine(folder, "s");
        try
        {
            using (Socket stale = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            {
                stale.Bind(new UnixDomainSocketEndPoint(path));
                File.Move(path, path + "2");
            }

            File.Move(path + "2", path);
            Exception? failure = run.Try(() =>
            {
                using Socket listener = UnixSocket.Listen(path);
                using Socket client = UnixSocket.Connect(path, PeerPatience);
                using Socket server = listener.Accept();
                Assert.Equal(1, FaultShim.Exempt(() => client.Send("x"u8) * server.Receive(new byte[9])).Result);
            });
            Assert.True(run.Fault?.Call == "unlink" || !File.Exists(path + ".lock"));
            return failure;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Exception? Fetch(FaultRun run)
    {
        using Socket listener = TcpSocket.Listen(0);
        int port = listener.Port();
        Task<int> serving = FaultShim.Exempt(() =>
        {
            int served = 0;
            foreach (Socket client in listener.AcceptAll())
            {
                using (client)
                {
                    client.ReceiveTimeout = (int)PeerPatience.TotalMilliseconds;
                    _ = client.Receive(new byte[4096], SocketFlags.None, out _);
                    client.Send(System.Text.Encoding.ASCII.GetBytes(PageServer.Ok("<a href=/1>one</a><a href=/2>two</a>")), SocketFlags.None, out _);
                    client.Shutdown(SocketShutdown.Send);
                    served++;
                }
            }

            return served;
        });
        List<Link> links = [];
        Exception? failure = run.Try(() => FetchAsync(new Uri($"http://127.0.0.1:{port}/"), links).GetAwaiter().GetResult());
        listener.Dispose();
        _ = serving.ContinueWith(_ => true, TaskScheduler.Default).Result;
        if (failure is null)
            Assert.Equal(2, links.Count);
        return failure;
    }

    private static async Task FetchAsync(Uri address, List<Link> links)
    {
        using HttpClient client = new(new GuardedHttpHandler { AllowPrivateAddresses = true });
        await foreach (Link link in new LinkExtractor().FetchAsync(client, address))
            links.Add(link);
    }
}
