using System.Globalization;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Peers;

/// <summary>A redis client made of lines and bytes, beside redis.</summary>
public sealed class RedisTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly PeerServer _server = new(Requires.Program("redis-server"), (port, folder) =>
        ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"]);

    private readonly LineConnection _redis;

    public RedisTests() =>
        _redis = LineConnection.Connect("127.0.0.1", _server.Port, new LineOptions { Terminator = LineTerminator.CrLf }, Limit);

    public void Dispose()
    {
        _redis.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void Inline_commands_are_lines()
    {
        foreach ((string command, string reply) in new[]
        {
            ("PING", "+PONG"), ("SET n 41", "+OK"), ("INCR n", ":42"), ("GET absent", "$-1"), ("NONSENSE", "-ERR unknown command 'NONSENSE', with args beginning with: "),
        })
        {
            _redis.WriteLine(command);
            Assert.Equal(reply, _redis.ReadLine(Limit));
        }
    }

    [Fact]
    public void A_value_holds_every_byte_and_any_line_end()
    {
        byte[] value = [.. Enumerable.Range(0, 256).Select(i => (byte)i), .. "\r\n$5\r\n\n\r"u8];

        Send("SET"u8, "all"u8, value);
        Send("GET"u8, "all"u8);

        Assert.Equal("+OK", _redis.ReadLine(Limit));
        Assert.Equal(value, ReadValue());
    }

    [Fact]
    public void A_value_of_a_mebibyte_goes_and_comes_between_two_lines()
    {
        byte[] value = new byte[1 << 20];
        new Random(1).NextBytes(value);

        Send("SET"u8, "big"u8, value);
        Send("GET"u8, "big"u8);
        Send("STRLEN"u8, "big"u8);

        Assert.Equal("+OK", _redis.ReadLine(Limit));
        Assert.Equal(value, ReadValue());
        Assert.Equal(":1048576", _redis.ReadLine(Limit));
    }

    [Fact]
    public void Ten_thousand_commands_are_answered_in_their_order()
    {
        for (int i = 0; i < 10_000; i++)
            Send("INCR"u8, "visits"u8);
        Send("GET"u8, "visits"u8);

        for (int i = 1; i <= 10_000; i++)
            Assert.Equal($":{i}", _redis.ReadLine(Limit));
        Assert.Equal("10000"u8, ReadValue());
        Assert.True(_redis.Reader.IsBetweenLines && _redis.Reader.Buffered.IsEmpty);
    }

    private void Send(ReadOnlySpan<byte> command, ReadOnlySpan<byte> key, byte[]? value = null)
    {
        _redis.WriteLine(value is null ? "*2" : "*3");
        Word(command);
        Word(key);
        if (value is not null)
            Word(value);

        void Word(ReadOnlySpan<byte> bytes)
        {
            _redis.WriteLine($"${bytes.Length}");
            _redis.Write(bytes);
            _redis.WriteLine();
        }
    }

    private byte[] ReadValue()
    {
        string length = _redis.ReadLine(Limit)!;
        Assert.StartsWith("$", length, StringComparison.Ordinal);
        byte[] value = new byte[int.Parse(length.AsSpan(1), CultureInfo.InvariantCulture)];
        _redis.ReadExactly(value, Limit);
        Assert.Equal("", _redis.ReadLine(Limit));
        return value;
    }
}
