using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Network;

/// <summary>Lines and bytes between two network stacks of the kernel's, over links as bad as links are. A million lines where
/// <c>CAMPAIGN</c> is 2 or more.</summary>
public sealed class NetworkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(Campaign.IsLong ? 20 : 2);

    private readonly int _lines = Campaign.IsLong ? 1_000_000 : 25_000;
    private readonly int _seed = Environment.TickCount;

    [Fact]
    public async Task Over_a_narrow_link_no_line_is_lost_doubled_reordered_or_changed()
    {
        using TwoHosts hosts = new();
        // The queue is short, too: what finds no room in it is lost.
        hosts.Queue("tbf rate 20mbit burst 10kb limit 30kb");
        await HoldAsync(hosts);
        Assert.True(hosts.HeldBack() > 100, "the link was not narrow");
    }

    [Fact]
    public async Task Over_a_link_that_loses_packets_no_line_is_lost_doubled_reordered_or_changed()
    {
        using TwoHosts hosts = new(new WirePlan(_seed, Loss: 0.03));
        await HoldAsync(hosts);
        Assert.True(hosts.Wire!.Lost > 10, $"the wire lost nothing: {hosts.Wire}");
    }

    [Fact]
    public async Task Over_a_link_that_reorders_and_doubles_packets_no_line_is_lost_doubled_reordered_or_changed()
    {
        using TwoHosts hosts = new(new WirePlan(_seed, Late: 0.1, Twice: 0.02));
        await HoldAsync(hosts);
        Assert.True(hosts.Wire is { Late: > 10, Twice: > 10 }, $"the wire changed nothing: {hosts.Wire}");
    }

    [Fact]
    public async Task Over_a_link_whose_packets_have_576_bytes_no_line_is_lost_doubled_reordered_or_changed()
    {
        using TwoHosts hosts = new();
        hosts.Client.Ip($"link set {TwoHosts.Link} mtu 576");
        hosts.Server.Ip($"link set {TwoHosts.Link} mtu 576");
        await HoldAsync(hosts);
        Assert.InRange(SegmentSize(hosts), 1, 576 - 40);
    }

    [Fact]
    public async Task With_buffers_of_4_KiB_no_line_is_lost_doubled_reordered_or_changed()
    {
        using TwoHosts hosts = new() { BufferSize = 4_096 };
        await HoldAsync(hosts);
        using Socket listener = hosts.Listen();
        using Socket client = hosts.Connect(listener.LocalEndPoint!);
        // The kernel takes twice what it is asked for, for what it keeps of a packet besides.
        Assert.Equal(2 * 4_096, client.SendBufferSize);
        Assert.Equal(2 * 4_096, client.ReceiveBufferSize);
    }

    [Fact]
    public async Task Over_a_link_that_is_down_for_a_while_no_line_is_lost_doubled_reordered_or_changed()
    {
        TimeSpan time = TimeSpan.FromSeconds(Campaign.IsLong ? 10 : 2);
        using TwoHosts hosts = new();
        // Narrow, or all would have come before it is down.
        hosts.Queue("tbf rate 8mbit burst 10kb limit 60kb");
        Task<int>? left = null;
        await HoldAsync(hosts, conversation =>
        {
            hosts.Server.Ip($"link set {TwoHosts.Link} down");
            left = Task.Run(async () =>
            {
                await Task.Delay(time);
                int leftMeanwhile = conversation.Left;
                hosts.Server.Ip($"link set {TwoHosts.Link} up");
                return leftMeanwhile;
            });
        });
        Assert.True(await left! > 0, "nothing had to wait for the link");
    }

    private async Task HoldAsync(TwoHosts hosts, Action<Conversation>? onTheWay = null)
    {
        using Conversation conversation = new(hosts, _lines) { OnTheWay = onTheWay };
        await conversation.HoldAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{_lines} lines there and back, seed {_seed}. {hosts.Wire}");
    }

    private static int SegmentSize(TwoHosts hosts)
    {
        using Socket listener = hosts.Listen();
        using Socket client = hosts.Connect(listener.LocalEndPoint!);
        byte[] size = new byte[4];
        client.GetRawSocketOption((int)SocketOptionLevel.Tcp, 2, size); // TCP_MAXSEG
        return BitConverter.ToInt32(size);
    }
}
