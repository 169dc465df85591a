using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Tests.Serving;

public sealed class ProxyHeaderTests
{
    private static readonly byte[] Signature = "\r\n\r\n\0\r\nQUIT\n"u8.ToArray();

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.9 40000 25\r\n", "192.0.2.1:40000", "192.0.2.9:25")]
    [InlineData("PROXY TCP4 255.255.255.255 0.0.0.0 65535 0\r\n", "255.255.255.255:65535", "0.0.0.0:0")]
    [InlineData("PROXY TCP6 2001:db8::1 ::1 1 2\r\n", "[2001:db8::1]:1", "[::1]:2")]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.1 2001:DB8:0:0:0:0:0:2 1 2\r\n", "[::ffff:192.0.2.1]:1", "[2001:db8::2]:2")]
    [InlineData("PROXY UNKNOWN\r\n", null, null)]
    [InlineData("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", null, null)]
    public void Version_1_is_read(string text, string? source, string? destination)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text + "rest\r\n");
        Assert.Equal(OperationStatus.Done, ProxyHeader.TryParse(bytes, out ProxyHeader header, out int consumed));
        Assert.Equal(text.Length, consumed);
        Assert.False(header.IsLocal);
        Assert.Equal(source, header.Source?.ToString());
        Assert.Equal(destination, header.Destination?.ToString());
        AssertPrefixesNeedMore(bytes.AsSpan(0, consumed));
    }

    [Theory]
    [InlineData("proxy TCP4 192.0.2.1 192.0.2.9 40000 25\r\n")]
    [InlineData("PROXY  TCP4 192.0.2.1 192.0.2.9 40000 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1  192.0.2.9 40000 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.9 40000 25 \r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.9 40000 25\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.9 40000 25\rX")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.9 40000\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.9 40000 25 1\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.9 65536 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.9 040 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.9 +40 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.9 -1 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.9  25\r\n")]
    [InlineData("PROXY TCP4 192.0.2 192.0.2.9 1 25\r\n")]
    [InlineData("PROXY TCP4 192.0.02.1 192.0.2.9 1 25\r\n")]
    [InlineData("PROXY TCP4 0x1.0.2.1 192.0.2.9 1 25\r\n")]
    [InlineData("PROXY TCP4 3221225985 192.0.2.9 1 25\r\n")]
    [InlineData("PROXY TCP4 ::1 192.0.2.9 1 25\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 ::1 1 25\r\n")]
    [InlineData("PROXY TCP6 fe80::1%eth0 ::1 1 25\r\n")]
    [InlineData("PROXY TCP6 [::1] ::1 1 25\r\n")]
    [InlineData("PROXY UNKNOWNX\r\n")]
    [InlineData("PROXY UDP4 192.0.2.1 192.0.2.9 1 25\r\n")]
    [InlineData("PROXY\r\n")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("QUIT\r\n")]
    [InlineData("\r\nx")]
    [InlineData("\0")]
    public void What_is_no_header_is_refused_as_soon_as_that_is_certain(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        Assert.Equal(OperationStatus.InvalidData, ProxyHeader.TryParse(bytes, out ProxyHeader header, out int consumed));
        Assert.Equal(0, consumed);
        Assert.Null(header.Source);
        // Whatever comes after it.
        Assert.Equal(OperationStatus.InvalidData, ProxyHeader.TryParse([.. bytes, .. "more\r\n"u8], out _, out _));
    }

    [Fact]
    public void Version_1_ends_within_107_bytes()
    {
        byte[] Header(int length) => Encoding.ASCII.GetBytes("PROXY UNKNOWN ".PadRight(length - 2, 'x') + "\r\n");
        Assert.Equal(OperationStatus.Done, ProxyHeader.TryParse(Header(107), out _, out int consumed));
        Assert.Equal(107, consumed);
        Assert.Equal(OperationStatus.NeedMoreData, ProxyHeader.TryParse(Header(107).AsSpan(0, 106), out _, out _));
        Assert.Equal(OperationStatus.InvalidData, ProxyHeader.TryParse(Header(108), out _, out _));
        Assert.Equal(OperationStatus.InvalidData, ProxyHeader.TryParse(Header(108).AsSpan(0, 107), out _, out _));
        Assert.Equal(OperationStatus.InvalidData, ProxyHeader.TryParse(Header(200), out _, out _));
    }

    [Theory]
    [InlineData(0x11, 12, "1.2.3.4:515", "5.6.7.8:1029")]
    [InlineData(0x12, 12, "1.2.3.4:515", "5.6.7.8:1029")]
    [InlineData(0x10, 12, "1.2.3.4:515", "5.6.7.8:1029")]
    [InlineData(0x11, 40, "1.2.3.4:515", "5.6.7.8:1029")]
    [InlineData(0x00, 0, null, null)]
    [InlineData(0x00, 5, null, null)]
    public void Version_2_is_read(byte family, int length, string? source, string? destination)
    {
        byte[] addresses = [1, 2, 3, 4, 5, 6, 7, 8, 2, 3, 4, 5, .. new byte[28]];
        byte[] bytes = [.. Signature, 0x21, family, 0, (byte)length, .. addresses.AsSpan(0, length), .. "rest"u8];
        Assert.Equal(OperationStatus.Done, ProxyHeader.TryParse(bytes, out ProxyHeader header, out int consumed));
        Assert.Equal(16 + length, consumed);
        Assert.Equal(source, header.Source?.ToString());
        Assert.Equal(destination, header.Destination?.ToString());
        Assert.False(header.IsLocal);
        AssertPrefixesNeedMore(bytes.AsSpan(0, consumed));
    }

    /// <summary>No UTF-8, which became text three times as long as an end point takes; or no room for a NUL behind it.</summary>
    [Theory]
    [InlineData("61", 108)]
    [InlineData("FF", 108)]
    [InlineData("00FF", 54)]
    [InlineData("2F80", 1)]
    [InlineData("00C3", 1)]
    public void Version_2_has_a_Unix_path_that_no_end_point_can_hold_for_unknown(string hex, int times)
    {
        byte[] paths = new byte[216];
        for (int i = 0; i < times; i++)
            Convert.FromHexString(hex).CopyTo(paths, i * hex.Length / 2);
        "/run/b"u8.CopyTo(paths.AsSpan(108));

        ProxyHeader header = Parse([.. Signature, 0x21, 0x31, 0, 216, .. paths]);

        Assert.Equal((null, null, false), (header.Source, header.Destination, header.IsLocal));
    }

    [Fact]
    public void Version_2_has_IPv6_and_Unix_addresses_and_local_connections()
    {
        byte[] v6 = [.. IPAddress.Parse("2001:db8::1").GetAddressBytes(), .. IPAddress.IPv6Loopback.GetAddressBytes(), 0, 1, 0xFF, 0xFF];
        ProxyHeader header = Parse([.. Signature, 0x21, 0x21, 0, 36, .. v6]);
        Assert.Equal(new IPEndPoint(IPAddress.Parse("2001:db8::1"), 1), header.Source);
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 65535), header.Destination);

        byte[] paths = new byte[216];
        "/tmp/a"u8.CopyTo(paths);
        "/run/b"u8.CopyTo(paths.AsSpan(108));
        header = Parse([.. Signature, 0x21, 0x31, 0, 216, .. paths]);
        (string?, string?) expected = Socket.OSSupportsUnixDomainSockets ? ("/tmp/a", "/run/b") : (null, null);
        Assert.Equal(expected, ((header.Source as UnixDomainSocketEndPoint)?.ToString(), (header.Destination as UnixDomainSocketEndPoint)?.ToString()));

        // Of a local one everything else is to be ignored.
        header = Parse([.. Signature, 0x20, 0x11, 0, 3, 1, 2, 3]);
        Assert.True(header.IsLocal);
        Assert.Null(header.Source);
    }

    [Theory]
    [InlineData(0x11, 0x11, 12)]
    [InlineData(0x31, 0x11, 12)]
    [InlineData(0x22, 0x11, 12)]
    [InlineData(0x21, 0x41, 12)]
    [InlineData(0x21, 0x13, 12)]
    [InlineData(0x21, 0x11, 11)]
    [InlineData(0x21, 0x21, 35)]
    [InlineData(0x21, 0x31, 215)]
    public void Version_2_with_reserved_values_or_too_short_is_refused(byte command, byte family, byte length)
    {
        byte[] bytes = [.. Signature, command, family, 0, length, .. new byte[length]];
        Assert.Equal(OperationStatus.InvalidData, ProxyHeader.TryParse(bytes, out _, out _));
    }

    /// <summary>The result of a prefix is that of the whole, or that more is needed; a refusal is never taken back.</summary>
    [Fact]
    public void How_the_bytes_were_split_makes_no_difference()
    {
        int first = Random.Shared.Next(int.MaxValue / 2);
        int[] results = new int[4];
        for (int seed = first; seed < first + 20_000; seed++)
        {
            byte[] bytes = RandomHeader(new Random(seed));
            OperationStatus whole = ProxyHeader.TryParse(bytes, out ProxyHeader header, out int consumed);
            results[(int)whole]++;
            Assert.InRange(consumed, 0, bytes.Length);
            bool refused = false;
            for (int length = 0; length <= bytes.Length; length++)
            {
                OperationStatus part = ProxyHeader.TryParse(bytes.AsSpan(0, length), out ProxyHeader same, out int partConsumed);
                Assert.True(!refused || part == OperationStatus.InvalidData, $"seed {seed}: a refusal was taken back");
                refused = part == OperationStatus.InvalidData;
                if (part == OperationStatus.Done)
                {
                    Assert.Equal((OperationStatus.Done, consumed), (whole, partConsumed));
                    Assert.Equal(header.Source, same.Source);
                    Assert.True(length >= consumed);
                }
                else
                {
                    Assert.True(whole != OperationStatus.Done || length < consumed, $"seed {seed}: {part} for a whole header");
                }
            }
        }

        Assert.All((OperationStatus[])[OperationStatus.Done, OperationStatus.NeedMoreData, OperationStatus.InvalidData],
            status => Assert.True(results[(int)status] > 500, $"{status}: {results[(int)status]}"));
    }

    private static byte[] RandomHeader(Random random)
    {
        string[] words =
        [
            "PROXY", " ", " ", "TCP4", "TCP6", "UNKNOWN", "1.2.3.4", "::1", "1", "65535", "65536", "0", "\r\n", "\r", "\n", "", "x", "01",
        ];
        string[] right = ["PROXY", " ", "TCP4", " ", "1.2.3.4", " ", "255.0.0.1", " ", "1", " ", "65535", "\r\n"];
        byte[] bytes = random.Next(2) == 0
            ? Encoding.ASCII.GetBytes(string.Concat(right.Select(word => random.Next(16) == 0 ? words[random.Next(words.Length)] : word)) + "QUIT\r\n")
            : [.. Signature, (byte)(0x20 + random.Next(2)), (byte)((random.Next(4) << 4) + random.Next(3)), 0, (byte)random.Next(60), .. new byte[random.Next(80)]];
        if (random.Next(6) == 0)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(6) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static void AssertPrefixesNeedMore(ReadOnlySpan<byte> header)
    {
        for (int length = 0; length < header.Length; length++)
            Assert.Equal(OperationStatus.NeedMoreData, ProxyHeader.TryParse(header[..length], out _, out _));
    }

    private static ProxyHeader Parse(byte[] bytes)
    {
        Assert.Equal(OperationStatus.Done, ProxyHeader.TryParse(bytes, out ProxyHeader header, out int consumed));
        Assert.Equal(bytes.Length, consumed);
        return header;
    }
}
