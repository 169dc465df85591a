using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Network;

/// <summary>Two network stacks, joined by a link of virtual Ethernet (veth(4)): the client's and the server's.</summary>
internal sealed class TwoHosts : IDisposable
{
    /// <summary>The name of the one link that each has.</summary>
    public const string Link = "end";

    private readonly NetworkNamespace[] _middle;
    private readonly ConcurrentBag<Socket> _opened = [];

    /// <param name="plan">What the wire between them does to frames; null for a good one, which is the kernel's.</param>
    public TwoHosts(WirePlan? plan = null)
    {
        Client = new NetworkNamespace();
        Server = new NetworkNamespace();
        _middle = plan is null ? [] : [new NetworkNamespace(), new NetworkNamespace()];
        try
        {
            if (plan is null)
            {
                Join(Client, Server);
            }
            else
            {
                Join(Client, _middle[0]);
                Join(Server, _middle[1]);
                Wire = new Wire(_middle[0], Link, _middle[1], Link, plan);
            }

            Client.Ip($"address add 10.9.8.1/24 dev {Link}");
            Server.Ip($"address add {ServerAddress}/24 dev {Link}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public static IPAddress ServerAddress { get; } = IPAddress.Parse("10.9.8.2");

    public NetworkNamespace Client { get; }

    public NetworkNamespace Server { get; }

    /// <summary>Null for a good one.</summary>
    public Wire? Wire { get; }

    /// <summary>How large the buffers of all sockets are; null leaves them to the system.</summary>
    public int? BufferSize { get; init; }

    /// <summary>A listener of the server's.</summary>
    public Socket Listen() => Server.Run(() =>
    {
        Socket listener = Open();
        listener.Bind(new IPEndPoint(ServerAddress, 0));
        listener.Listen();
        return listener;
    });

    /// <summary>A connection of the client's.</summary>
    public Socket Connect(EndPoint server) => Client.Run(() =>
    {
        Socket socket = Open();
        socket.Connect(server);
        return socket;
    });

    /// <summary>Runs <c>tc</c> on both ends of the link, or skips the test where the kernel has not what it asks for.</summary>
    public void Queue(string discipline)
    {
        foreach (NetworkNamespace host in (NetworkNamespace[])[Client, Server])
        {
            (int exitCode, string output) = host.Start("tc", $"qdisc add dev {Link} root {discipline}");
            Requires.Machine(!output.Contains("qdisc kind is unknown", StringComparison.Ordinal), $"{discipline.Split(' ')[0]} in the kernel", "take one that has it");
            Assert.True(exitCode == 0, $"{discipline}: {output}");
        }
    }

    /// <summary>How often the client's queue held a packet back.</summary>
    public long HeldBack() =>
        long.Parse(Regex.Match(Client.Tc($"-s qdisc show dev {Link}"), @"overlimits (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

    /// <summary>Closes every socket, so that nothing waits for what comes no more, and takes the link and the stacks away.</summary>
    public void Dispose()
    {
        foreach (Socket socket in _opened)
            socket.Dispose();
        Wire?.Dispose();
        Client.Dispose();
        Server.Dispose();
        foreach (NetworkNamespace one in _middle)
            one.Dispose();
    }

    private static void Join(NetworkNamespace one, NetworkNamespace other)
    {
        (int exitCode, string output) = one.Start("ip", $"link add {Link} type veth peer name {Link} netns {other.Path}");
        Requires.Machine(
            !output.Contains("not permitted", StringComparison.Ordinal) && !output.Contains("Unknown device type", StringComparison.Ordinal),
            $"veth ({output.Trim()})",
            "run as root, with CAP_NET_ADMIN, on a kernel that has it");
        Assert.True(exitCode == 0, output);
        foreach (NetworkNamespace host in (NetworkNamespace[])[one, other])
        {
            // A frame for each packet: nothing is cut by a network card that is not there.
            host.Ip($"link set {Link} gso_max_segs 1");
            host.Ip($"link set {Link} up");
        }
    }

    private Socket Open()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _opened.Add(socket);
        if (BufferSize is { } size)
        {
            socket.SendBufferSize = size;
            socket.ReceiveBufferSize = size;
        }

        return socket;
    }
}
