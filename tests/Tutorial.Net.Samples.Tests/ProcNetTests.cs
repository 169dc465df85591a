using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Samples.NetStat;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>What NetStat makes of the lines of Linux's tables, whatever is in them.</summary>
public sealed class ProcNetTests
{
    private const string Listener = "   0: 0100007F:9B0B 00000000:0000 0A 00000000:00000003 00:00000000 00000000     0        0 6421490 1 000000009d50f8c3 100 0 0 10 0";
    private const string Six =
        "   1: B80D0120000000000000000001000000:0050 0000000000000000FFFF00000200A8C0:D431 08 0000000A:00000400 01:00000014 00000000  1000        0 77 1 0 20 4 30 10 -1";

    private const string Datagram = "  412: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000   100        0 12 2 0000000000000000 0";

    [Fact]
    public void A_listener_has_its_end_its_queue_and_its_inode() =>
        Assert.Equal(
            ["tcp", "3", "0", "127.0.0.1:39691", "0.0.0.0:*", "LISTEN", "-"],
            Parse("tcp", Listener, inode: 6421490).Columns());

    [Fact]
    public void Addresses_of_IPv6_are_words_in_the_machines_order() =>
        Assert.Equal(
            ["tcp6", "1024", "10", "[2001:db8::1]:80", "[::ffff:192.168.0.2]:54321", "CLOSE_WAIT", "-"],
            Parse("tcp6", Six, inode: 77).Columns());

    [Fact]
    public void A_datagram_socket_has_a_state_only_when_it_is_connected()
    {
        Assert.Equal("", Parse("udp", Datagram, inode: 12).State);
        Assert.Equal("ESTABLISHED", Parse("udp", Datagram.Replace(" 07 ", " 01 ", StringComparison.Ordinal), inode: 12).State);
    }

    [Theory]
    [InlineData("00000000a071785f: 00000002 00000000 00010000 0001 01 6438294 /tmp/a socket", "LISTEN", "/tmp/a socket")]
    [InlineData("00000000a071785f: 00000003 00000000 00000000 0001 03 1663", "CONNECTED", "-")]
    [InlineData("00000000a071785f: 00000002 00000000 00000000 0002 01 5 @\u001b[2J", "-", @"@\x1b[2J")]
    public void A_Unix_socket_has_a_path_that_may_hold_anything(string line, string state, string path)
    {
        Assert.True(ProcNet.TryParse("unix", line, out SocketRow? row));
        Assert.Equal((state, path), (row.Columns()[5], row.Columns()[3]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode")]
    [InlineData("   0: 0100007F:9B0B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0")]
    [InlineData("   0: 0100007F:9B0B 00000000:0000 00 00000000:00000000 00:00000000 00000000     0        0 1")]
    [InlineData("   0: 0100007F:9B0B 00000000:0000 0D 00000000:00000000 00:00000000 00000000     0        0 1")]
    [InlineData("   0: 0100007F:9B0B 00000000:0000 0A 00000000.00000000 00:00000000 00000000     0        0 1")]
    [InlineData("   0: 0100007F:9B0B 00000000:0000 0A 00000000:G0000000 00:00000000 00000000     0        0 1")]
    [InlineData("   0: 0100007F:9B0B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 -1")]
    [InlineData("   0: 0100007F:19B0B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1")]
    [InlineData("   0: 0100007:9B0B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1")]
    [InlineData("   0: 0100-07F:9B0B 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1")]
    [InlineData(Six)]
    public void What_is_no_line_of_the_table_is_refused(string line) => Assert.False(ProcNet.TryParse("tcp", line, out _));

    [Theory]
    [InlineData("Num       RefCount Protocol Flags    Type St Inode Path")]
    [InlineData("second half of a name")]
    [InlineData("00000000a071785f: 00000002 00000000 00010000 0001 05 6438294")]
    [InlineData("00000000a071785f 00000002 00000000 00010000 0001 01 6438294")]
    [InlineData("00000000a071785f: 00000002 00000000 00010000 0001 01 99999999999999999999")]
    public void What_is_no_line_of_the_Unix_table_is_refused(string line) => Assert.False(ProcNet.TryParse("unix", line, out _));

    /// <summary>A name may hold a line feed and then a whole line, with the number of anybody's socket.</summary>
    [Fact]
    public void A_row_that_claims_anothers_socket_is_left_out_and_so_is_the_other()
    {
        string[] lines =
        [
            "0000000000000001: 00000002 00000000 00010000 0001 01 77 /run/database", "0000000000000002: 00000002 00000000 00010000 0001 01 78 @x",
            "0000000000000003: 00000002 00000000 00010000 0001 01 77 /run/forged", "0000000000000004: 00000003 00000000 00000000 0001 03 0", "0000000000000005: 00000003 00000000 00000000 0001 03 0",
        ];
        List<SocketRow> rows = [.. lines.Select(line => ProcNet.TryParse("unix", line, out SocketRow? row) ? row : throw new FormatException(line))];

        Assert.Equal(2, ProcNet.SetApart(rows));

        Assert.Equal(["@x", "", ""], rows.Select(row => row.Path));
    }

    [Fact]
    public void A_socket_whose_name_imitates_a_row_shows_no_process_of_another()
    {
        Requires.Linux();
        string name = "\0" + Guid.NewGuid().ToString("N");
        using var victim = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        victim.Bind(new UnixDomainSocketEndPoint(name));
        victim.Listen();
        long inode = SocketTable.Read(TableSource.Proc, ["unix"]).Rows.Single(row => row.Path == "@" + name[1..]).Inode!.Value;
        using var forger = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        forger.Bind(new UnixDomainSocketEndPoint($"\0x\n0000000000000001: 00000002 00000000 00010000 0001 01 {inode} /forged"));

        SocketTable table = SocketTable.Read(TableSource.Proc, ["unix"]);

        Assert.DoesNotContain(table.Rows, row => row.Inode == inode);
        Assert.Contains(table.Remarks, remark => remark.Contains("claim the same sockets", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("socket:[12345]", 12345L)]
    [InlineData("socket:[]", null)]
    [InlineData("socket:[-1]", null)]
    [InlineData("pipe:[12345]", null)]
    [InlineData("/tmp/socket:[12345]", null)]
    [InlineData("socket:[12345] (deleted)", null)]
    [InlineData(null, null)]
    public void Only_a_sockets_link_has_an_inode(string? target, long? inode) => Assert.Equal(inode, ProcessList.ParseLink(target));

    [Fact]
    public void Whatever_the_kernel_prints_is_read_back()
    {
        var random = new Random(15);
        for (int i = 0; i < Campaign.Cases(40_000); i++)
        {
            bool six = random.Next(2) == 0;
            (string localText, IPEndPoint local) = RandomEnd(random, six);
            (string remoteText, IPEndPoint remote) = RandomEnd(random, six);
            (int state, uint sending, uint receiving, uint inode) = (random.Next(1, 13), (uint)random.NextInt64(1L << 32), (uint)random.Next(), (uint)random.NextInt64(1L << 32));
            string line = $"{random.Next(),4}: {localText} {remoteText} {state:X2} {sending:X8}:{receiving:X8} 00:00000000 00000000 {random.Next(2000),5} {0,8} {inode} 1 0000000000000000 20 4 30";

            SocketRow row = Parse(six ? "tcp6" : "tcp", line, inode);

            Assert.Equal((local, remote, sending, receiving), (row.Local, row.Remote, (uint)row.SendQueue!, (uint)row.ReceiveQueue!));
            // And no damage to it makes the parser throw.
            char[] damaged = line.ToCharArray();
            damaged[random.Next(damaged.Length)] = (char)random.Next(256);
            ProcNet.TryParse(six ? "tcp6" : "tcp", new string(damaged)[random.Next(3)..], out _);
            ProcNet.TryParse("unix", new string(damaged), out _);
        }
    }

    [Theory]
    [InlineData("80", "", false, true)]
    [InlineData("443", "", false, true)] // the other end
    [InlineData("81", "", false, false)]
    [InlineData("", "NGIN", false, true)]
    [InlineData("", "7", false, true)]
    [InlineData("", "77", false, false)]
    [InlineData("80", "other", false, false)]
    [InlineData("", "", true, false)]
    public void A_filter_asks_for_one_of_each_list(string port, string process, bool listening, bool taken)
    {
        var row = new SocketRow("tcp", "ESTABLISHED") { Local = IPEndPoint.Parse("1.2.3.4:80"), Remote = IPEndPoint.Parse("1.2.3.4:443"), Owners = [new Owner(7, "nginx77")] };
        int[] ports = port.Length > 0 ? [int.Parse(port), 1] : [];

        Assert.Equal(taken, new SocketFilter(ports, process.Length > 0 ? [process] : [], listening).Takes(row));
    }

    [Fact]
    public void A_change_of_state_is_one_gone_and_one_come_and_queues_are_no_change()
    {
        SocketRow[] before = [new("tcp", "SYN_SENT") { Inode = 1 }, new("udp", "") { SendQueue = 1 }];
        SocketRow[] now = [new("tcp", "ESTABLISHED") { Inode = 1 }, new("udp", "") { SendQueue = 2 }];

        Assert.Equal(["- tcp  -  -  SYN_SENT  -", "+ tcp  -  -  ESTABLISHED  -"], Watch.Changes(before, now));
    }

    private static SocketRow Parse(string protocol, string line, long inode)
    {
        Assert.True(ProcNet.TryParse(protocol, line, out SocketRow? row), line);
        Assert.Equal((protocol, inode), (row.Protocol, row.Inode));
        return row;
    }

    private static (string Text, IPEndPoint End) RandomEnd(Random random, bool six)
    {
        byte[] address = new byte[six ? 16 : 4];
        random.NextBytes(address);
        int port = random.Next(65536);
        string text = string.Concat(Enumerable.Range(0, address.Length / 4).Select(i => BitConverter.ToUInt32(address, i * 4).ToString("X8", CultureInfo.InvariantCulture)));
        return ($"{text}:{port:X4}", new IPEndPoint(new IPAddress(address), port));
    }
}
