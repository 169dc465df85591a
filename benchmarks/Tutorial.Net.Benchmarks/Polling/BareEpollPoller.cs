using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Tutorial.Net.Benchmarks.Polling;

/// <summary>The least that a loop over epoll can do: the limit. Knows neither errors nor closed sockets nor other threads.</summary>
internal sealed unsafe partial class BareEpollPoller : Poller
{
    private const int Add = 1;
    private const uint In = 1;

    private readonly int _epoll = EpollCreate(0);
    private readonly byte[] _events;
    private readonly Socket[] _sockets;

    public BareEpollPoller(Socket[] sockets)
    {
        _sockets = sockets;
        _events = GC.AllocateUninitializedArray<byte>(sockets.Length * Size, pinned: true);
        byte* wanted = stackalloc byte[16];
        for (int i = 0; i < sockets.Length; i++)
        {
            *(uint*)wanted = In;
            *(long*)(wanted + Size - sizeof(long)) = i;
            if (EpollControl(_epoll, Add, (int)sockets[i].Handle, wanted) != 0)
                throw new IOException("epoll_ctl failed");
        }
    }

    public override string Name => "bare epoll loop";

    private static int Size => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    public override int WaitAndReceive()
    {
        fixed (byte* events = _events)
        {
            int count = EpollWait(_epoll, events, _sockets.Length, -1);
            for (int i = 0; i < count; i++)
                Receive(_sockets[(int)*(long*)(events + (i * Size) + Size - sizeof(long))]);
            return count;
        }
    }

    public override void Dispose() => _ = Close(_epoll);

    [LibraryImport("libc", EntryPoint = "epoll_create1")]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl")]
    private static partial int EpollControl(int epoll, int operation, int descriptor, byte* epollEvent);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static partial int EpollWait(int epoll, byte* events, int capacity, int milliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
