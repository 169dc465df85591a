using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling;

/// <summary>Memory, descriptors, and what happens where the operating system's limits are.</summary>
[Collection(Alone.Name)]
public sealed class MultiplexerResourceTests
{
    [Theory]
    [InlineData(MultiplexerBackend.Epoll, 10)]
    [InlineData(MultiplexerBackend.Epoll, 200)]
    [InlineData(MultiplexerBackend.Select, 30)]
    public void A_wait_allocates_nothing(MultiplexerBackend backend, int sockets)
    {
        if (backend == MultiplexerBackend.Epoll)
            Requires.Linux();
        using SelfSockets all = new(sockets);
        using SocketMultiplexer multiplexer = new(backend);
        foreach (Socket socket in all.Sockets)
            multiplexer.Register(socket, SocketEvents.Read);
        ReadySocket[] ready = new ReadySocket[sockets];
        long allocated = 0;
        // The first rounds fill lists and buffers.
        for (int round = 0; round < 20; round++)
        {
            all.SendAll();
            long before = GC.GetAllocatedBytesForCurrentThread();
            multiplexer.Wake();
            int count = multiplexer.Wait(ready, TimeSpan.FromSeconds(10));
            all.ReceiveAll();
            multiplexer.Wait(ready, TimeSpan.FromMicroseconds(50));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.InRange(count, 1, sockets);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Looks_for_a_hang_up_keep_nothing()
    {
        const int Sockets = 9;
        using SelfSockets all = new(Sockets);
        using SocketMultiplexer multiplexer = new(MultiplexerBackend.Select);
        foreach (Socket socket in all.Sockets)
            multiplexer.Register(socket, SocketEvents.HangUp);
        ReadySocket[] ready = new ReadySocket[Sockets];
        long before = 0, found = 0;
        for (int round = 0; round < 200; round++)
        {
            if (round == 5)
                before = GC.GetAllocatedBytesForCurrentThread();
            found += multiplexer.Wait(ready, TimeSpan.Zero);
        }

        Assert.Equal((0, 0), (found, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    [Fact]
    public void The_Select_backend_allocates_no_more_than_bare_Socket_Select()
    {
        const int Sockets = 200, Rounds = 50;
        using SelfSockets all = new(Sockets);
        using SocketMultiplexer multiplexer = new(MultiplexerBackend.Select);
        foreach (Socket socket in all.Sockets)
            multiplexer.Register(socket, SocketEvents.Read);
        ReadySocket[] ready = new ReadySocket[Sockets];
        List<Socket> read = [], error = [];
        long ours = 0, bare = 0;
        for (int round = 0; round < Rounds + 5; round++)
        {
            if (round == 5)
                ours = bare = 0;
            long before = GC.GetAllocatedBytesForCurrentThread();
            multiplexer.Wait(ready, TimeSpan.Zero);
            ours += GC.GetAllocatedBytesForCurrentThread() - before;

            before = GC.GetAllocatedBytesForCurrentThread();
            read.Clear();
            read.AddRange(all.Sockets);
            error.Clear();
            error.AddRange(all.Sockets);
            Socket.Select(read, null, error, 0);
            bare += GC.GetAllocatedBytesForCurrentThread() - before;
        }
        // One entry of eight bytes more: the socket that wakes.
        Assert.InRange(ours, 0, bare + (Rounds * 8));
    }

    [Theory]
    [InlineData(MultiplexerBackend.Epoll)]
    [InlineData(MultiplexerBackend.Select)]
    public void A_wait_with_a_token_allocates_nothing(MultiplexerBackend backend)
    {
        if (backend == MultiplexerBackend.Epoll)
            Requires.Linux();
        using SelfSockets all = new(1);
        using CancellationTokenSource source = new();
        using SocketMultiplexer multiplexer = new(backend);
        multiplexer.Register(all.Sockets[0], SocketEvents.Write | SocketEvents.HangUp);
        ReadySocket[] ready = new ReadySocket[1];
        long allocated = 0;
        // The first rounds fill lists, buffers and the source's store of registrations.
        for (int round = 0; round < 20; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            int count = multiplexer.Wait(ready, source.Token) + multiplexer.Wait(ready, TimeSpan.FromSeconds(10), source.Token);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(2, count);
        }

        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData(MultiplexerBackend.Epoll)]
    [InlineData(MultiplexerBackend.Select)]
    public void Out_of_descriptors_is_said_as_documented(MultiplexerBackend backend)
    {
        Requires.Linux();
        new SocketMultiplexer(backend).Dispose();
        int before = Descriptors();
        (ulong Soft, ulong Hard) limits = Native.DescriptorLimits;
        // At each of the calls that take one: the number of the next is the lowest free one.
        for (int room = 0; room < 3; room++)
        {
            List<Socket> fillers = FillUpTo(400);
            Native.DescriptorLimits = (400, limits.Hard);
            try
            {
                for (int i = 0; i < room; i++)
                {
                    fillers[^1].Dispose();
                    fillers.RemoveAt(fillers.Count - 1);
                }

                if (backend == MultiplexerBackend.Epoll && room >= 2)
                    new SocketMultiplexer(backend).Dispose();
                else
                    Assert.Throws<IOException>(() => new SocketMultiplexer(backend).Dispose());
            }
            finally
            {
                Native.DescriptorLimits = limits;
                fillers.ForEach(filler => filler.Dispose());
            }
        }

        Assert.InRange(Descriptors(), 0, before);
    }

    /// <summary>Takes every descriptor below this number.</summary>
    private static List<Socket> FillUpTo(int limit)
    {
        List<Socket> fillers = [];
        while (true)
        {
            Socket filler = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            if (filler.Handle >= limit)
            {
                filler.Dispose();
                return fillers;
            }

            fillers.Add(filler);
        }
    }

    [Theory]
    [InlineData(MultiplexerBackend.Epoll)]
    [InlineData(MultiplexerBackend.Select)]
    public void Nothing_is_leaked(MultiplexerBackend backend)
    {
        Requires.Linux();
        using SelfSockets all = new(1);
        Use(backend, all);
        int before = Descriptors();
        for (int i = 0; i < 100; i++)
            Use(backend, all);
        Assert.InRange(Descriptors(), 0, before);
    }

    // T3: poll(2) refuses more entries than there may be descriptors; .NET says InvalidArgument.
    [Fact]
    public void T3_Too_many_sockets_for_Select_is_said_with_the_numbers()
    {
        Requires.Linux();
        const int Sockets = 120, Limit = 350;
        using SelfSockets all = new(Sockets);
        using SocketMultiplexer multiplexer = new(MultiplexerBackend.Select);
        foreach (Socket socket in all.Sockets)
            multiplexer.Register(socket, SocketEvents.Read | SocketEvents.Write);
        ReadySocket[] ready = new ReadySocket[Sockets];
        (ulong Soft, ulong Hard) limits = Native.DescriptorLimits;
        Requires.Machine(Descriptors() < Limit, "free descriptors in the test process", "run the test by itself");
        Native.DescriptorLimits = (Limit, limits.Hard);
        try
        {
            InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => multiplexer.Wait(ready, TimeSpan.Zero));
            foreach (string number in (string[])["120", "361", "350"])
                Assert.Contains(number, error.Message, StringComparison.Ordinal);

            // In two lists they fit, and the multiplexer is as usable as before.
            foreach (SocketRegistration registration in multiplexer.Registrations)
                registration.Events = SocketEvents.Write;
            Assert.Equal(Sockets, multiplexer.Wait(ready, TimeSpan.Zero));
        }
        finally
        {
            Native.DescriptorLimits = limits;
        }
    }

    private static void Use(MultiplexerBackend backend, SelfSockets all)
    {
        using SocketMultiplexer multiplexer = new(backend);
        multiplexer.Register(all.Sockets[0], SocketEvents.Read);
        for (int i = 0; i < 10; i++)
        {
            multiplexer.Wake();
            Assert.Empty(multiplexer.Select(TimeSpan.FromSeconds(10)));
        }
    }

    /// <summary>What is open, without what tests before this one have left to their finalizers.</summary>
    private static int Descriptors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Directory.GetFileSystemEntries("/proc/self/fd").Length;
    }

    /// <summary>UDP sockets that are connected to themselves.</summary>
    private sealed class SelfSockets : IDisposable
    {
        private readonly byte[] _buffer = new byte[1];

        public SelfSockets(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
                socket.Bind(Loopback.AnyPort);
                socket.Connect(socket.LocalEndPoint!);
                Sockets.Add(socket);
            }
        }

        public List<Socket> Sockets { get; } = [];

        public void SendAll()
        {
            foreach (Socket socket in Sockets)
                socket.Send(_buffer, 0, 1, SocketFlags.None, out _);
        }

        public void ReceiveAll()
        {
            foreach (Socket socket in Sockets)
                socket.Receive(_buffer, 0, 1, SocketFlags.None, out _);
        }

        public void Dispose() => Sockets.ForEach(socket => socket.Dispose());
    }
}
