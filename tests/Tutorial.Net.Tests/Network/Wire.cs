using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Network;

/// <summary>What a <see cref="Wire"/> does to frames, by chance.</summary>
/// <param name="Seed">Where the chance comes from; each direction has its own.</param>
/// <param name="Loss">The chance of a frame to vanish.</param>
/// <param name="Late">The chance of a frame to come after some of those sent after it.</param>
/// <param name="Twice">The chance of a frame to come twice.</param>
internal sealed record WirePlan(int Seed, double Loss = 0, double Late = 0, double Twice = 0);

/// <summary>
/// A bad wire between two links: takes the frames of each, by a packet socket, and has the other send them, as its plan says. The
/// kernel's own for this, <c>tc … netem</c>, is left out of many kernels, and follows no seed. packet(7).
/// </summary>
internal sealed class Wire : IDisposable
{
    /// <summary>At most so many later frames overtake a late one.</summary>
    private const int MostOvertaking = 8;

    // Nobody waits longer for a late frame, where no others follow.
    private const int LatestMicroseconds = 3_000;

    private readonly Socket _left;
    private readonly Socket _right;
    private readonly Thread[] _threads;
    private int _carried;
    private int _lost;
    private int _late;
    private int _twice;

    /// <param name="left">Where the first link is.</param>
    /// <param name="leftLink">Its name.</param>
    /// <param name="right">Where the second link is.</param>
    /// <param name="rightLink">Its name.</param>
    /// <param name="plan">What becomes of the frames.</param>
    public Wire(NetworkNamespace left, string leftLink, NetworkNamespace right, string rightLink, WirePlan plan)
    {
        _left = Tap(left, leftLink);
        _right = Tap(right, rightLink);
        _threads =
        [
            new Thread(() => Carry(_left, _right, plan, new Random(plan.Seed))),
            new Thread(() => Carry(_right, _left, plan, new Random(~plan.Seed))),
        ];
        foreach (Thread thread in _threads)
        {
            thread.IsBackground = true;
            thread.Start();
        }
    }

    public int Lost => _lost;

    public int Late => _late;

    public int Twice => _twice;

    public override string ToString() => $"{_carried} frames carried, of them {_late} late and {_twice} twice, {_lost} lost";

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private static Socket Tap(NetworkNamespace where, string link) => where.Run(() =>
    {
        const short EveryProtocol = 0x0003; // ETH_P_ALL
        const int PacketLevel = 263; // SOL_PACKET
        const int OffloadHeader = 15; // PACKET_VNET_HDR
        int protocol = (ushort)IPAddress.HostToNetworkOrder(EveryProtocol);
        Socket tap = Open((ProtocolType)protocol);
        // With it the checksums that a link's hardware would write come through unwritten, and are not missed.
        tap.SetRawSocketOption(PacketLevel, OffloadHeader, [1, 0, 0, 0]);
        int index = NetworkInterface.GetAllNetworkInterfaces().Single(it => it.Name == link).GetIPProperties().GetIPv4Properties().Index;
        tap.Bind(new LinkEndPoint(protocol, index));
        return tap;
    });

    private static Socket Open(ProtocolType protocol)
    {
        try
        {
            return new Socket(AddressFamily.Packet, SocketType.Raw, protocol);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
        {
            Requires.Machine(has: false, $"packet sockets ({exception.Message})", "run with CAP_NET_RAW");
            throw;
        }
    }

    private void Carry(Socket from, Socket to, WirePlan plan, Random random)
    {
        byte[] frame = new byte[0x2_0000];
        List<(int After, byte[] Frame)> held = [];
        try
        {
            for (int number = 0; ;)
            {
                if (held.Count > 0 && !from.Poll(LatestMicroseconds, SelectMode.SelectRead))
                {
                    Release(to, held, int.MaxValue);
                    continue;
                }

                ReadOnlySpan<byte> taken = frame.AsSpan(0, from.Receive(frame));
                number++;
                double chance = random.NextDouble();
                if (chance < plan.Loss)
                {
                    Interlocked.Increment(ref _lost);
                }
                else if ((chance -= plan.Loss) < plan.Late)
                {
                    Interlocked.Increment(ref _late);
                    held.Add((number + random.Next(1, MostOvertaking + 1), taken.ToArray()));
                }
                else
                {
                    Send(to, taken);
                    if (chance - plan.Late < plan.Twice)
                    {
                        Interlocked.Increment(ref _twice);
                        Send(to, taken);
                    }
                }

                Release(to, held, number);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The wire is cut: the test is over.
        }
    }

    private void Release(Socket to, List<(int After, byte[] Frame)> held, int number)
    {
        foreach ((int after, byte[] frame) in held)
        {
            if (after <= number)
                Send(to, frame);
        }

        held.RemoveAll(it => it.After <= number);
    }

    private void Send(Socket to, ReadOnlySpan<byte> frame)
    {
        try
        {
            to.Send(frame);
            Interlocked.Increment(ref _carried);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.NoBufferSpaceAvailable)
        {
            // As a full queue does it.
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>One link, as <c>sockaddr_ll</c> has it.</summary>
    private sealed class LinkEndPoint(int protocol, int index) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            SocketAddress address = new(AddressFamily.Packet, 20);
            BitConverter.TryWriteBytes(address.Buffer.Span[2..], (ushort)protocol);
            BitConverter.TryWriteBytes(address.Buffer.Span[4..], index);
            return address;
        }
    }
}
