using System.Net.Sockets;
using System.Runtime.InteropServices;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Sockets.Portable;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>Numbers that only a machine of the other kind would show to be wrong.</summary>
public sealed class NativeTests
{
    // "Would block" makes SendAll wait for a socket that may well be writable, "interrupted" makes it try again at once: any
    // other error read as one of them is a spin or a hang.
    [Theory]
    [InlineData(true, 11)] // EAGAIN
    [InlineData(false, 35)]
    public void Only_EAGAIN_would_block_and_only_EINTR_was_interrupted(bool linux, int wouldBlock)
    {
        int[] all = [.. Enumerable.Range(-1, 300)];

        Assert.Equal([wouldBlock], all.Where(e => NativeSend.ToSocketError(e, linux) == SocketError.WouldBlock));
        Assert.Equal([4], all.Where(e => NativeSend.ToSocketError(e, linux) == SocketError.Interrupted));
        Assert.DoesNotContain(SocketError.Success, all.Select(e => NativeSend.ToSocketError(e, linux)));
    }

    // asm-generic/errno.h and errno-base.h of Linux, sys/errno.h of macOS and FreeBSD.
    [Theory]
    [InlineData(1, 1, SocketError.AccessDenied)] // EPERM
    [InlineData(9, 9, SocketError.OperationAborted)] // EBADF
    [InlineData(12, 12, SocketError.NoBufferSpaceAvailable)] // ENOMEM
    [InlineData(13, 13, SocketError.AccessDenied)] // EACCES
    [InlineData(22, 22, SocketError.InvalidArgument)] // EINVAL
    [InlineData(32, 32, SocketError.Shutdown)] // EPIPE
    [InlineData(88, 38, SocketError.NotSocket)] // ENOTSOCK
    [InlineData(89, 39, SocketError.NotConnected)] // EDESTADDRREQ
    [InlineData(90, 40, SocketError.MessageSize)] // EMSGSIZE
    [InlineData(100, 50, SocketError.NetworkDown)] // ENETDOWN
    [InlineData(101, 51, SocketError.NetworkUnreachable)] // ENETUNREACH
    [InlineData(102, 52, SocketError.NetworkReset)] // ENETRESET
    [InlineData(103, 53, SocketError.ConnectionAborted)] // ECONNABORTED
    [InlineData(104, 54, SocketError.ConnectionReset)] // ECONNRESET
    [InlineData(105, 55, SocketError.NoBufferSpaceAvailable)] // ENOBUFS
    [InlineData(107, 57, SocketError.NotConnected)] // ENOTCONN
    [InlineData(110, 60, SocketError.TimedOut)] // ETIMEDOUT
    [InlineData(111, 61, SocketError.ConnectionRefused)] // ECONNREFUSED
    [InlineData(112, 64, SocketError.HostDown)] // EHOSTDOWN
    [InlineData(113, 65, SocketError.HostUnreachable)] // EHOSTUNREACH
    [InlineData(255, 255, SocketError.SocketError)]
    public void An_errno_has_its_name_in_both_numberings(int linux, int bsd, SocketError error)
    {
        Assert.Equal(error, NativeSend.ToSocketError(linux, linux: true));
        Assert.Equal(error, NativeSend.ToSocketError(bsd, linux: false));
    }

    [Fact]
    public void EPROTOTYPE_is_a_peer_that_is_gone_on_macOS() =>
        Assert.Equal(
            (SocketError.Shutdown, SocketError.SocketError),
            (NativeSend.ToSocketError(41, linux: false), NativeSend.ToSocketError(91, linux: true)));

    [Theory]
    [InlineData(true, Architecture.X64, 1, 20, 21, 7, 19, 17)] // asm-generic/socket.h
    [InlineData(true, Architecture.Arm64, 1, 20, 21, 7, 19, 17)]
    [InlineData(true, Architecture.Ppc64le, 1, 18, 19, 7, 17, 21)] // arch/powerpc/include/uapi/asm/socket.h
    [InlineData(false, Architecture.Arm64, 0xffff, 0x1006, 0x1005, 0x1001, 0x1003, -1)] // sys/socket.h
    public void Options_have_the_numbers_of_the_headers(
        bool linux, Architecture architecture, int level, int receiveTimeout, int sendTimeout, int sendBuffer, int sendLowWater, int peer)
    {
        NativeOptions.Numbers numbers = NativeOptions.For(linux, architecture);

        Assert.Equal(
            (level, receiveTimeout, sendTimeout, sendBuffer, sendLowWater, peer),
            (numbers.Level, numbers.ReceiveTimeout, numbers.SendTimeout, numbers.SendBuffer, numbers.SendLowWater, numbers.PeerCredentials));
    }

    [Fact]
    public void On_Linux_a_socket_that_is_writable_takes_one_byte_for_certain_and_no_portable_form_is_needed()
    {
        Requires.Linux();
        Assert.SkipWhen(PortableSwitch.IsOn, "that process is about the portable forms");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        Assert.Equal(1, NativeOptions.SendsWithoutWaiting(socket)); // socket(7), SO_SNDLOWAT
        Assert.False(PortableSockets.Enabled);
    }

    [Fact]
    public void Who_is_at_the_other_end_of_a_closed_socket_is_not_known()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this machine has no Unix-domain sockets");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.Null(NativeOptions.PeerOf(socket)); // there is none
        socket.Dispose();
        Assert.Null(NativeOptions.PeerOf(socket));
    }

    [Fact]
    public void Timeouts_are_read_as_the_socket_has_them()
    {
        (Socket socket, Socket peer) = Loopback.Pair();
        using (socket)
        using (peer)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, NativeOptions.SendTimeout(socket));
            Assert.Equal(Timeout.InfiniteTimeSpan, NativeOptions.ReceiveTimeout(socket));

            socket.SendTimeout = 61_020;
            socket.ReceiveTimeout = 1_500;

            // A kernel may round to its own clock's ticks.
            Assert.InRange(NativeOptions.SendTimeout(socket).TotalMilliseconds, 61_020, 61_030);
            Assert.InRange(NativeOptions.ReceiveTimeout(socket).TotalMilliseconds, 1_500, 1_510);
        }

        Assert.Equal(Timeout.InfiniteTimeSpan, NativeOptions.SendTimeout(socket));
    }
}
