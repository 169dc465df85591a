using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>A datagram may say that it comes from another echo; no answer may begin what never ends.</summary>
public sealed class UdpEchoTests
{
    private static readonly IPEndPoint Own = new(IPAddress.Loopback, 2000);
    private static readonly IPEndPoint Sender = new(IPAddress.Loopback, 40_000);

    [Fact]
    public void Two_echoes_come_to_rest()
    {
        using ChildProcess server = Sample.Start("UdpEcho", "0");
        var address = new IPEndPoint(IPAddress.Loopback, PortOf(server));
        using Socket other = Datagrams();
        byte[] buffer = new byte[100];
        other.SendTo("x"u8, address);
        for (int i = 0; i < EchoBudget.Answers; i++)
        {
            Assert.Equal(1, other.Receive(buffer));
            other.SendTo(buffer.AsSpan(0, 1), address);
        }

        Assert.Contains($"not answered: {other.LocalEndPoint}: ", server.WaitForLine("not answered"), StringComparison.Ordinal);
        Assert.Equal(0, other.Available);
        // Others are answered as before.
        using Socket another = Datagrams();
        another.SendTo("y"u8, address);
        Assert.Equal(1, another.Receive(buffer));
    }

    [Fact]
    public void A_datagram_that_bears_the_servers_own_address_is_not_answered()
    {
        Requires.Linux();
        using ChildProcess server = Sample.Start("UdpEcho", "0");
        int port = PortOf(server);

        Forge(port, port, "x"u8);

        Assert.Equal($"UDP, 1 bytes: x, not answered: 127.0.0.1:{port}: that is this server's own address", server.WaitForLine("UDP"));
    }

    [Theory]
    [InlineData("127.0.0.1", 2000, 0)]
    [InlineData("127.0.0.2", 2000, 0)]
    [InlineData("::1", 2000, 0)]
    [InlineData("::ffff:127.0.0.1", 2000, 0)]
    [InlineData("192.0.2.1", 7, 0)] // echo
    [InlineData("192.0.2.1", 19, 0)] // chargen
    [InlineData("192.0.2.1", 1023, 0)]
    [InlineData("192.0.2.1", 1024, EchoBudget.Answers)]
    [InlineData("192.0.2.1", 2000, EchoBudget.Answers)]
    [InlineData("127.0.0.1", 2001, EchoBudget.Answers)]
    public void A_sender_is_answered_as_often_as_its_address_allows(string address, int port, int answers)
    {
        var budget = new EchoBudget(new Clock());
        var sender = new IPEndPoint(IPAddress.Parse(address), port);

        (bool Answered, string? Complaint)[] seen =
            [.. Enumerable.Range(0, answers + 3).Select(_ => (budget.Answer(sender, Own, out string? complaint), complaint))];

        Assert.Equal(answers, seen.TakeWhile(s => s.Answered).Count());
        Assert.Equal(answers, seen.Count(s => s.Answered));
        Assert.Equal(answers, Array.FindIndex(seen, s => s.Complaint is not null));
        Assert.Single(seen, s => s.Complaint is not null);
    }

    [Fact]
    public void A_pause_begins_anew_and_a_slow_loop_is_none()
    {
        var clock = new Clock();
        var budget = new EchoBudget(clock);
        for (int i = 0; i < EchoBudget.Answers; i++, clock.Advance(TimeSpan.FromSeconds(9)))
            Assert.True(budget.Answer(Sender, Own, out _));
        Assert.False(budget.Answer(Sender, Own, out _));
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(budget.Answer(Sender, Own, out _));

        clock.Advance(TimeSpan.FromSeconds(10));

        Assert.True(budget.Answer(Sender, Own, out _));
    }

    private static int PortOf(ChildProcess server) => int.Parse(server.WaitForLine("listening on").Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private static Socket Datagrams()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };
        socket.Bind(Loopback.AnyPort);
        return socket;
    }

    /// <summary>Sends a datagram whose source is any port of 127.0.0.1, which takes a privilege.</summary>
    private static void Forge(int from, int to, ReadOnlySpan<byte> text)
    {
        byte[] datagram = [(byte)(from >> 8), (byte)from, (byte)(to >> 8), (byte)to, 0, (byte)(8 + text.Length), 0, 0, .. text];
        Socket? raw = null;
        try
        {
            raw = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Udp);
        }
        catch (SocketException)
        {
            // Not allowed.
        }

        Requires.Machine(raw is not null, "raw sockets", "run as root");
        using (raw)
            raw!.SendTo(datagram, new IPEndPoint(IPAddress.Loopback, 0));
    }

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
