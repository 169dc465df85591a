using System.Globalization;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Peers;

/// <summary>memcached's text protocol: a line that tells a length, then so many bytes, whatever is in them.</summary>
public sealed class MemcachedTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly PeerServer _server = new(
        Requires.Program("memcached"), (port, _) => ["-l", "127.0.0.1", "-p", $"{port}", "-U", "0", "-u", Environment.UserName, "-t", "1"]);

    private readonly LineConnection _cache;

    public MemcachedTests() =>
        _cache = LineConnection.Connect("127.0.0.1", _server.Port, new LineOptions { Terminator = LineTerminator.CrLf }, Limit);

    public void Dispose()
    {
        _cache.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("END\r\nSTORED\r\nVALUE x 0 5\r\n")]
    [InlineData("ends in CR\r")]
    [InlineData("\nü\0")]
    public void A_value_may_hold_line_ends_and_what_looks_like_an_answer(string text)
    {
        byte[] value = Encoding.UTF8.GetBytes(text);

        Set("key", value);
        _cache.WriteLine("get key");

        Assert.Equal("STORED", _cache.ReadLine(Limit));
        Assert.Equal(value, ReadValue("key"));
        Assert.Equal("END", _cache.ReadLine(Limit));
    }

    [Fact]
    public void A_hundred_values_of_every_length_come_back_in_one_answer()
    {
        var random = new Random(2);
        byte[][] values = [.. Enumerable.Range(0, 100).Select(i => new byte[i * i])];
        foreach (byte[] value in values)
            random.NextBytes(value);
        for (int i = 0; i < values.Length; i++)
            Set($"key{i}", values[i]);
        _cache.WriteLine("get " + string.Join(' ', Enumerable.Range(0, 100).Select(i => $"key{i}")));

        Assert.All(values, _ => Assert.Equal("STORED", _cache.ReadLine(Limit)));
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(values[i], ReadValue($"key{i}"));
        Assert.Equal("END", _cache.ReadLine(Limit));
    }

    private void Set(string key, byte[] value)
    {
        _cache.WriteLine($"set {key} 0 0 {value.Length}");
        _cache.Write(value);
        _cache.WriteLine();
    }

    private byte[] ReadValue(string key)
    {
        string[] words = _cache.ReadLine(Limit)!.Split(' ');
        Assert.Equal(["VALUE", key, "0"], words[..3]);
        byte[] value = new byte[int.Parse(words[3], CultureInfo.InvariantCulture)];
        _cache.ReadExactly(value, Limit);
        Assert.Equal("", _cache.ReadLine(Limit));
        return value;
    }
}
