using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Tutorial.Net.Tests.Serving;

/// <summary>The output buffer and the session over a transport that takes little, nothing, or breaks.</summary>
public sealed class SessionOutputTests
{
    /// <summary>Writes of the loop and of another thread, sends of any size, limits: against two queues of bytes.</summary>
    [Fact]
    public void Whatever_is_written_is_sent_once_in_order_and_no_limit_is_passed()
    {
        int first = Random.Shared.Next(int.MaxValue / 2);
        for (int seed = first; seed < first + 2_000; seed++)
        {
            Random random = new(seed);
            // Beyond 16 KiB buffers are set aside full.
            int limit = random.Next(1, random.Next(2) == 0 ? 5_000 : 100_000);
            using SessionOutput output = new();
            SinkTransport sink = new(random);
            List<byte> own = [], foreign = [];
            bool overflown = false;
            byte next = 0;
            for (int step = 0; step < 100; step++)
            {
                int most = random.Next(8) switch { 0 => limit / 2, 1 => 3_000, _ => 20 };
                byte[] text = new byte[random.Next(most + 1)];
                foreach (ref byte value in text.AsSpan())
                    value = next++;
                switch (random.Next(5))
                {
                    case 0 or 1:
                        bool fits = own.Count + foreign.Count + text.Length + 1 <= limit;
                        Assert.Equal(fits, output.TryAppend(text, "\n"u8, limit));
                        if (fits)
                            own.AddRange([.. text, (byte)'\n']);
                        break;
                    case 2:
                        if (!overflown && own.Count + foreign.Count + text.Length <= limit)
                            foreign.AddRange(text);
                        else
                            overflown = true;
                        output.AppendForeign(text, default, limit);
                        break;
                    case 3:
                        Assert.Equal(!overflown, output.TakeForeign());
                        own.AddRange(foreign);
                        foreign.Clear();
                        break;
                    default:
                        Assert.Equal(SocketError.Success, output.Flush(sink, out long sent));
                        Assert.Equal(sent, sink.Taken.Count);
                        Assert.True(CollectionsMarshal.AsSpan(own).StartsWith(CollectionsMarshal.AsSpan(sink.Taken)), $"seed {seed}");
                        own.RemoveRange(0, (int)sent);
                        Assert.Equal(own.Count > 0, output.IsBlocked);
                        sink.Taken.Clear();
                        break;
                }

                Assert.True(output.Pending == own.Count + foreign.Count, $"seed {seed}");
                Assert.InRange(output.Pending, 0, limit);
            }
        }
    }

    [Fact]
    public void The_loop_is_told_once_of_all_that_comes_before_it_looks()
    {
        using SessionOutput output = new();
        Assert.True(output.AppendForeign("a"u8, default, 10));
        Assert.False(output.AppendForeign("b"u8, default, 10));
        Assert.True(output.TakeForeign());
        Assert.True(output.AppendForeign("c"u8, default, 10));
        output.RefuseForeign();
        Assert.False(output.AppendForeign("d"u8, default, 10));
        Assert.Equal(3, output.Pending);
    }

    /// <summary>Full buffers, which are set aside, went on being counted.</summary>
    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Nothing_waits_any_more_once_the_session_is_over(int length)
    {
        SessionOutput output = new();
        for (int i = 0; i < length; i += 100)
            Assert.True(output.TryAppend(new byte[100], default, int.MaxValue));
        output.AppendForeign(new byte[100], default, int.MaxValue);
        output.Dispose();
        Assert.Equal(0, output.Pending);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(64, 1_000)]
    public void A_session_over_a_transport_that_does_little_at_a_time_loses_nothing(int maxReceive, int maxSend)
    {
        Random random = new(5);
        int calls = 0;
        using TestServer server = new(new ScriptHandler(), transport: socket => new ScriptedTransport(socket)
        {
            MaxReceive = maxReceive,
            MaxSend = maxSend,
            NextReceive = () => Interlocked.Increment(ref calls) % 5 == 0 ? SocketError.WouldBlock : calls % 7 == 0 ? SocketError.Interrupted : SocketError.Success,
            NextSend = () => random.Next(4) switch { 0 => SocketError.WouldBlock, 1 => SocketError.Interrupted, _ => SocketError.Success },
        });
        TestClient client = server.Connect();
        for (int i = 0; i < 100; i++)
            client.Send($"line number {i}\n");
        for (int i = 0; i < 100; i++)
            Assert.Equal($"line number {i}", client.ReadLine());
    }

    /// <summary>Each call fails in turn: the session ends with that error, once, and the server goes on.</summary>
    [Theory]
    [InlineData(SocketError.ConnectionReset)]
    [InlineData(SocketError.Shutdown)]
    [InlineData(SocketError.TimedOut)]
    [InlineData(SocketError.NotSocket)]
    public void A_call_that_fails_ends_its_session_wherever_it_comes(SocketError error)
    {
        for (int failing = 0; failing < 12; failing++)
        {
            int call = 0;
            bool isBroken = false;
            ScriptHandler handler = new();
            SocketError Next()
            {
                isBroken |= call++ == failing;
                return isBroken ? error : SocketError.Success;
            }

            bool isFirst = true;
            using TestServer server = new(handler, transport: socket =>
            {
                bool fails = isFirst;
                isFirst = false;
                return fails ? new ScriptedTransport(socket) { NextReceive = Next, NextSend = Next } : new ScriptedTransport(socket);
            });
            using (TestClient client = server.Connect())
            {
                try
                {
                    for (int i = 0; i < 12; i++)
                        client.Ask($"{i}");
                }
                catch (SocketException)
                {
                    // Ended by the script.
                }
            }

            IOException ended = Assert.IsType<IOException>(handler.NextEnd());
            Assert.Equal(error, Assert.IsType<SocketException>(ended.InnerException).SocketErrorCode);
            Assert.Equal("alive", server.Connect().Ask("alive"));
            Assert.Equal(1, handler.DisconnectedCount);
        }
    }

    [Fact]
    public void What_is_too_much_goes_directly_only_where_nothing_waits_before_it()
    {
        using SessionOutput output = new();
        SinkTransport sink = new(Random.Shared);
        Assert.True(output.TryAppend("12"u8, default, limit: 2));

        Assert.Equal(0, output.SendAround(sink, "3"u8));
        Assert.Empty(sink.Taken);
    }

    private sealed class SinkTransport(Random random) : ISessionTransport
    {
        public List<byte> Taken { get; } = [];

        public int Receive(Span<byte> buffer, out SocketError error) => throw new NotSupportedException();

        public int Send(ReadOnlySpan<byte> bytes, out SocketError error)
        {
            error = random.Next(3) == 0 ? SocketError.WouldBlock : random.Next(6) == 0 ? SocketError.Interrupted : SocketError.Success;
            if (error != SocketError.Success)
                return 0;
            int count = random.Next(1, bytes.Length + 1);
            Taken.AddRange(bytes[..count]);
            return count;
        }
    }
}
