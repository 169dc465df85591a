using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Sockets;

namespace Tutorial.Net.Tests.Complexity;

/// <summary>What a server holds and counts, with n of it and with eight times as many.</summary>
[Collection(Alone.Name)]
public sealed class ServingComplexityTests
{
    [Fact]
    public void Posted_work_costs_the_same_each() => Work.IsLinear(2_000, n => () =>
    {
        var queue = new LoopQueue(static () => { });
        for (int i = 0; i < n; i++)
            queue.TryPostLimited(static _ => { }, null, 1, long.MaxValue);
        queue.Run(static _ => { });
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Timers_cost_the_same_each(int spread) => Work.IsLinear(2_000, n => () =>
    {
        var wheel = new TimerWheel(0);
        var entries = new Timed[n];
        for (int i = 0; i < n; i++)
            wheel.Arm(entries[i] = new Timed(), 100 + ((long)i * spread));
        // Armed again and again, as a client does that sends on.
        for (int i = 0; i < n; i++)
            wheel.Arm(entries[i], 200 + ((long)i * spread));
        for (int i = 0; i < n; i += 2)
            wheel.Disarm(entries[i]);
        while (wheel.NextDue() is var due and < long.MaxValue)
        {
            while (wheel.TryTake(due) is not null)
            {
                // On.
            }
        }
    });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 100_000)]
    [InlineData(1_000, 7)]
    public void Output_costs_what_it_holds_however_it_goes(int write, int send) => Work.IsLinear(20_000, n =>
    {
        byte[] text = new byte[write];
        var sink = new Sink(send);
        return () =>
        {
            using var output = new SessionOutput();
            for (int i = 0; i < n; i += write)
            {
                if (i / write % 2 == 0)
                    output.TryAppend(text, default, int.MaxValue);
                else
                    output.AppendForeign(text, default, int.MaxValue);
                output.TakeForeign();
            }

            output.Flush(sink, out _);
        };
    });

    [Fact]
    public void Bytes_asked_for_cost_what_they_hold_however_they_come() => Work.IsLinear(20_000, n => () =>
    {
        using var input = new SessionInput(new LineOptions());
        input.WantBytes(n);
        for (int i = 0; i < n; i++)
        {
            input.GetSpan()[0] = (byte)'\n';
            input.Advance(1);
            Assert.True(input.TryReadBytes(out _, out _));
        }
    });

    /// <summary>The header comes byte by byte and is looked at each time.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_proxys_header_that_comes_byte_by_byte_costs_what_it_holds(bool isBinary) => Work.IsLinear(isBinary ? 8_000 : 12, n =>
    {
        byte[] header = isBinary
            ? [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0, (byte)(n >> 8), (byte)n, .. new byte[n]]
            : Encoding.ASCII.GetBytes("PROXY UNKNOWN ".PadRight(n + 6, 'x') + "\r\n");
        return () =>
        {
            for (int i = 0; i < header.Length; i++)
                Assert.Equal(OperationStatus.NeedMoreData, ProxyHeader.TryParse(header.AsSpan(0, i), out _, out _));
            Assert.Equal(OperationStatus.Done, ProxyHeader.TryParse(header, out _, out _));
        };
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20_000)]
    public void A_sequence_costs_what_its_segments_hold(int length) => Work.IsLinear(length > 1 ? 40 : 2_000, n =>
    {
        ReadOnlySequence<byte> sequence = SendForms.Segmented([.. Enumerable.Range(0, n).Select(i => new byte[i == 0 ? 1 : length])]);
        return () =>
        {
            using var gatherer = new SegmentGatherer(sequence);
            while (gatherer.MoveNext())
            {
                // On.
            }
        };
    });

    [Theory]
    [InlineData(MultiplexerBackend.Epoll)]
    [InlineData(MultiplexerBackend.Select)]
    public void Sockets_that_are_watched_cost_the_same_each(MultiplexerBackend backend) => Work.IsLinear(20, n =>
    {
        Socket[] sockets = [.. Enumerable.Range(0, n).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))];
        return () =>
        {
            using var multiplexer = new SocketMultiplexer(backend);
            foreach (Socket socket in sockets)
                multiplexer.Register(socket, SocketEvents.Read);
            foreach (Socket socket in sockets)
                Assert.True(multiplexer.TryGetRegistration(socket, out _));
            Assert.Empty(multiplexer.Select(TimeSpan.Zero));
            foreach (Socket socket in sockets)
            {
                multiplexer.Unregister(socket);
                socket.Dispose();
            }
        };
    });

    private sealed class Timed : TimerEntry
    {
        public override void OnDue(long now)
        {
        }
    }

    private sealed class Sink(int most) : ISessionTransport
    {
        public int Receive(Span<byte> buffer, out SocketError error) => throw new NotSupportedException();

        public int Send(ReadOnlySpan<byte> bytes, out SocketError error)
        {
            error = SocketError.Success;
            return Math.Min(most, bytes.Length);
        }
    }
}
