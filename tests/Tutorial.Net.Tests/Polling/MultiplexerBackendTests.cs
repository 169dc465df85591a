using System.Net.Sockets;
using System.Runtime.Versioning;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling;

public sealed class MultiplexerBackendTests
{
    [Fact]
    public void The_default_is_epoll_on_Linux_and_Select_elsewhere()
    {
        using SocketMultiplexer multiplexer = new();
        Assert.Equal(OperatingSystem.IsLinux() ? MultiplexerBackend.Epoll : MultiplexerBackend.Select, multiplexer.Backend);
    }

    [Fact]
    public void Epoll_elsewhere_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsLinux(), "this is Linux");
        Assert.Throws<PlatformNotSupportedException>(() => new SocketMultiplexer(MultiplexerBackend.Epoll));
    }

    [Fact]
    public void An_undefined_backend_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>("backend", () => new SocketMultiplexer((MultiplexerBackend)3));

    [Fact]
    public void A_default_ready_socket_has_no_events()
    {
        ReadySocket unused = default;
        Assert.Equal(SocketEvents.None, unused.Events);
        Assert.Null(unused.Registration);
        Assert.Null(unused.Socket);
        Assert.Null(unused.State);
    }

    /// <summary>What closing from another thread looks like on Windows; on Unix such a call does not fail.</summary>
    [Theory]
    [InlineData(SocketError.NotSocket, true)]
    [InlineData(SocketError.Interrupted, true)]
    [InlineData(SocketError.OperationAborted, true)]
    [InlineData(SocketError.InvalidArgument, false)]
    [InlineData(SocketError.NoBufferSpaceAvailable, false)]
    public void A_handle_that_is_closed_during_a_call_is_no_failure(SocketError error, bool isClosed) =>
        Assert.Equal(isClosed, SelectBackend.IsClosedMeanwhile(error));

    /// <summary>A copy of a closed socket's descriptor keeps firing in the old set; twice seen, the set is built anew.</summary>
    [Fact]
    [SupportedOSPlatform("linux")]
    public void The_epoll_set_is_built_anew_once_for_a_copied_descriptor()
    {
        Requires.Linux();
        RegistrationTable table = new();
        using EpollBackend backend = new(table);
        using SocketMultiplexer owner = new();
        (Socket socket, Socket peer) = Loopback.Pair();
        (Socket other, Socket itsPeer) = Loopback.Pair();
        using (peer)
        using (other)
        using (itsPeer)
        {
            SocketRegistration registration = new(owner, socket, SocketEvents.Read, null), staying = new(owner, other, SocketEvents.Read, null);
            table.Add(registration);
            table.Add(staying);
            backend.Add(registration);
            backend.Add(staying);
            int copy = Native.Duplicate(socket.Handle);
            Assert.Equal(0, backend.Wait(new ReadySocket[4], TimeSpan.Zero));
            peer.Send([1]);
            socket.Close();
            for (int i = 0; i < 10; i++)
            {
                Assert.Equal(0, backend.Wait(new ReadySocket[4], TimeSpan.Zero));
                Assert.Equal(i == 0 ? 0 : 1, backend.Rebuilds);
            }

            Assert.Equal(1, table.Count);
            itsPeer.Send([1]);
            ReadySocket[] ready = new ReadySocket[4];
            Assert.Equal(1, backend.Wait(ready, TimeSpan.FromSeconds(30)));
            Assert.Same(other, ready[0].Socket);
            Assert.Equal(0, Native.Close(copy));
        }
    }

    /// <summary>A program that closes a socket by its number harms that socket alone.</summary>
    [Fact]
    [SupportedOSPlatform("linux")]
    public void The_epoll_set_is_built_anew_though_another_sockets_descriptor_was_closed_behind_its_back()
    {
        Requires.Linux();
        RegistrationTable table = new();
        using EpollBackend backend = new(table);
        using SocketMultiplexer owner = new();
        (Socket copied, Socket peer) = Loopback.Pair();
        (Socket low, Socket itsPeer) = Loopback.Pair();
        using (peer)
        using (low)
        using (itsPeer)
        {
            // A number that nobody else is given once it is free: the lowest ones are.
            int number = (int)Math.Min(Native.DescriptorLimits.Soft, 65_536) - 1;
            Assert.Equal(number, Native.Duplicate(low.Handle, number));
            Socket broken = new(new SafeSocketHandle(number, ownsHandle: true));
            foreach (Socket socket in (Socket[])[copied, broken])
            {
                SocketRegistration registration = new(owner, socket, SocketEvents.Read, null);
                table.Add(registration);
                backend.Add(registration);
            }

            int copy = Native.Duplicate(copied.Handle);
            peer.Send([1]);
            copied.Close();
            Assert.Equal(0, backend.Wait(new ReadySocket[4], TimeSpan.Zero));
            Assert.Equal(0, Native.Close(number));
            Exception? error = Record.Exception(() => backend.Wait(new ReadySocket[4], TimeSpan.Zero));
            broken.SafeHandle.SetHandleAsInvalid();
            Assert.Equal(0, Native.Close(copy));
            Assert.Null(error);
            Assert.Equal(1, backend.Rebuilds);
        }
    }

    [Fact]
    public void Of_a_socket_that_the_system_refuses_nothing_stays()
    {
        using SocketMultiplexer multiplexer = new(_ => new RefusingBackend());
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // The second time it is not called registered already.
        for (int i = 0; i < 2; i++)
            Assert.Equal("refused", Assert.Throws<IOException>(() => multiplexer.Register(socket, SocketEvents.Read)).Message);
        Assert.Empty(multiplexer.Registrations);
        Assert.False(multiplexer.TryGetRegistration(socket, out _));
    }

    private sealed class RefusingBackend : PollingBackend
    {
        public override MultiplexerBackend Kind => MultiplexerBackend.Select;

        public override void Add(SocketRegistration registration) => throw new IOException("refused");

        public override void Modify(SocketRegistration registration) => throw new IOException("refused");

        public override void Remove(SocketRegistration registration)
        {
        }

        public override int Wait(Span<ReadySocket> ready, TimeSpan timeout) => 0;

        public override void Signal()
        {
        }

        public override void Dispose()
        {
        }
    }
}
