using System.Net;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The cache, spoken to by a memcached client, and by one that means it no good.</summary>
public sealed class CacheTests
{
    private const string Client = """
        import os, sys
        from pymemcache.client.base import Client
        client = Client(("127.0.0.1", int(sys.argv[1])))
        values = {f"key{i}": os.urandom(size) + b"\r\nEND\r\n" for i, size in enumerate((0, 1, 2, 1000, 70000, 1000000))}
        for key, value in values.items():
            assert client.set(key, value, noreply=False)
        for key, value in values.items():
            assert client.get(key) == value, key
        assert client.get("none") is None
        assert client.get_many(["key0", "none", "key4"]) == {key: values[key] for key in ("key0", "key4")}
        client.set("quiet", b"x", noreply=True)
        assert client.get("quiet") == b"x"
        client.set("quiet", b"y", noreply=False, flags=7)
        assert client.get("quiet") == b"y"
        try:
            client.set("large", bytes(1100000), noreply=False)
        except Exception as e:
            print(type(e).__name__)
        assert client.get("large") is None
        assert client.get("key3") == values["key3"]
        client.quit()
        print("all right")
        """;

    [Fact]
    public void Memcacheds_clients_store_and_fetch()
    {
        string python = Requires.PythonWith("pymemcache");
        using ChildProcess cache = Sample.Start("Cache", "0");
        using ChildProcess client = new(python, "-c", Client, PortOf(cache));
        Assert.Equal((0, $"MemcacheServerError{Environment.NewLine}all right{Environment.NewLine}", ""), client.WaitForExit());
    }

    [Fact]
    public void What_is_malformed_is_refused_and_its_room_given_back()
    {
        using ChildProcess cache = Sample.Start("Cache", "0");
        int port = int.Parse(PortOf(cache));
        // More than the cache may hold in all, over and over: each is broken, replaced, or never ends.
        for (int i = 0; i < 150; i++)
        {
            using Socket cut = TcpSocket.Connect("127.0.0.1", port);
            cut.SendAll("set cut 0 0 1000000\r\nabc"u8);
        }

        using LineConnection client = LineConnection.Connect("127.0.0.1", port);
        byte[] value = [.. new byte[1_000_000], .. "xx"u8];
        for (int i = 0; i < 150; i++)
        {
            client.Writer.Write(Encoding.ASCII.GetBytes($"set a 0 0 {value.Length - 2}\r\n"));
            client.Writer.Write(value);
            Assert.Equal("CLIENT_ERROR bad data chunk", client.ReadLine());
            value.AsSpan(^2).Fill((byte)'y');
        }

        "\r\n"u8.CopyTo(value.AsSpan(^2));
        for (int i = 0; i < 150; i++)
        {
            client.Writer.Write(Encoding.ASCII.GetBytes($"set a 0 0 {value.Length - 2}\r\n"));
            client.Writer.Write(value);
            Assert.Equal("STORED", client.ReadLine());
        }

        foreach (string wrong in (string[])["get", "set", "set k 0 0 -1", "set k x 0 1", $"set {new string('k', 251)} 0 0 1", "", "set k 0 0 99999999999"])
        {
            client.Writer.Write(Encoding.ASCII.GetBytes(wrong + "\r\n"));
            Assert.Equal("ERROR", client.ReadLine());
        }
    }

    [Fact]
    public void Only_so_many_clients_are_there_at_once_that_their_answers_fit_into_memory()
    {
        using ChildProcess cache = Sample.Start("Cache", "0");
        int port = int.Parse(PortOf(cache));
        LineConnection[] clients = [.. Enumerable.Range(0, 101).Select(_ => LineConnection.Connect("127.0.0.1", port))];
        Assert.All(clients[..100], Ask);
        clients[100].Writer.Write("get a\r\n"u8);
        clients[100].Flush();
        Assert.All(clients[..100], Ask);
        Assert.Equal(0, clients[100].Socket!.Available);

        clients[0].Dispose();

        Assert.Equal("END", clients[100].ReadLine());
        Array.ForEach(clients, client => client.Dispose());

        static void Ask(LineConnection client)
        {
            client.Writer.Write("get a\r\n"u8);
            Assert.Equal("END", client.ReadLine());
        }
    }

    private static string PortOf(ChildProcess cache) =>
        IPEndPoint.Parse(cache.ReadLine()!["listening on ".Length..]).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
