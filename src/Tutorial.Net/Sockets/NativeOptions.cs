using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Tutorial.Net;

/// <summary>Options read past <see cref="Socket"/>'s own properties, which box each value.</summary>
internal static class NativeOptions
{
    private static readonly bool Windows = OperatingSystem.IsWindows();

    private static readonly Numbers Here = For(
        OperatingSystem.IsLinux() || OperatingSystem.IsAndroid(), RuntimeInformation.ProcessArchitecture);

    /// <summary><see cref="Socket.SendTimeout"/>, infinite where there is none.</summary>
    public static TimeSpan SendTimeout(Socket socket) => ReadTimeout(socket, Here.SendTimeout);

    /// <summary><see cref="Socket.ReceiveTimeout"/>, infinite where there is none.</summary>
    public static TimeSpan ReceiveTimeout(Socket socket) => ReadTimeout(socket, Here.ReceiveTimeout);

    /// <summary>How many bytes a blocking send takes without waiting once the socket is writable.</summary>
    /// <remarks>
    /// Unix promises <c>SO_SNDLOWAT</c> (2,048 on macOS). Windows says that a send may wait whose length exceeds the free part
    /// of the buffer, and is writable while a part is free; a quarter of it goes on Windows and on what emulates it.
    /// </remarks>
    public static int SendsWithoutWaiting(Socket socket)
    {
        Span<byte> value = stackalloc byte[4];
        socket.GetRawSocketOption(Here.Level, Windows ? Here.SendBuffer : Here.SendLowWater, value);
        int size = MemoryMarshal.Read<int>(value);
        return Math.Clamp(Windows ? size / 4 : size, 1, 16 * 1024);
    }

    /// <summary>Who made the other end of a Unix-domain connection; null where the system does not tell.</summary>
    public static (int Process, uint User)? PeerOf(Socket socket)
    {
        const int SolLocal = 0, LocalPeerCredentials = 1, LocalPeerProcess = 2; // macOS, sys/un.h
        Span<byte> value = stackalloc byte[76]; // struct xucred; Linux's struct ucred has 12
        try
        {
            if (Here.PeerCredentials > 0)
            {
                socket.GetRawSocketOption(Here.Level, Here.PeerCredentials, value[..12]);
                return Known(MemoryMarshal.Read<int>(value), MemoryMarshal.Read<uint>(value[4..]));
            }

            if (!OperatingSystem.IsMacOS())
                return null;
            socket.GetRawSocketOption(SolLocal, LocalPeerCredentials, value);
            uint user = MemoryMarshal.Read<uint>(value[4..]);
            socket.GetRawSocketOption(SolLocal, LocalPeerProcess, value[..4]);
            return Known(MemoryMarshal.Read<int>(value), user);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            return null;
        }

        // A process of another namespace has no number here.
        static (int, uint)? Known(int process, uint user) => process > 0 ? (process, user) : null;
    }

    /// <summary>The numbers of the C headers (asm-generic/socket.h, powerpc's own, BSD's and Winsock's sys/socket.h).</summary>
    public static Numbers For(bool linux, Architecture architecture) => (linux, architecture) switch
    {
        (true, Architecture.Ppc64le) => new(1, SendBuffer: 7, SendLowWater: 17, ReceiveTimeout: 18, SendTimeout: 19, PeerCredentials: 21),
        (true, _) => new(1, SendBuffer: 7, SendLowWater: 19, ReceiveTimeout: 20, SendTimeout: 21, PeerCredentials: 17),
        _ => new(0xffff, SendBuffer: 0x1001, SendLowWater: 0x1003, ReceiveTimeout: 0x1006, SendTimeout: 0x1005, PeerCredentials: -1),
    };

    // A timeval, on Windows milliseconds.
    private static TimeSpan ReadTimeout(Socket socket, int option)
    {
        Span<byte> value = stackalloc byte[16];
        try
        {
            socket.GetRawSocketOption(Here.Level, option, Windows ? value[..4] : value);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan timeout = Windows
            ? TimeSpan.FromMilliseconds(MemoryMarshal.Read<int>(value))
            : TimeSpan.FromSeconds(MemoryMarshal.Read<nint>(value))
                + TimeSpan.FromMicroseconds(
                    OperatingSystem.IsMacOS() ? MemoryMarshal.Read<int>(value[8..]) : MemoryMarshal.Read<nint>(value[nint.Size..]));
        return timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan;
    }

    public readonly record struct Numbers(
        int Level, int SendBuffer, int SendLowWater, int ReceiveTimeout, int SendTimeout, int PeerCredentials);
}
