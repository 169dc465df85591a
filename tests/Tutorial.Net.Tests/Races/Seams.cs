using System.Collections;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tutorial.Net.Tests.Races;

/// <summary>What the woven library calls in place of what would make a thread wait, or let others go first.</summary>
[SupportedOSPlatform("linux")]
public static unsafe class Seams
{
    public static void Enter(object monitor, ref bool isTaken)
    {
        bool taken = false;
        Schedule.YieldUntil("lock", () => taken = Monitor.TryEnter(monitor));
        isTaken = taken;
    }

    public static Lock.Scope EnterScope(Lock @lock)
    {
        Schedule.YieldUntil("lock", @lock.TryEnter);
        Lock.Scope scope = @lock.EnterScope();
        @lock.Exit();
        return scope;
    }

    public static void Dispose(ref CancellationTokenRegistration registration) => Schedule.Unregister(registration);

    public static int Wait(SafeHandle epoll, byte* events, int capacity, TimeSpan timeout)
    {
        int found = 0;
        bool Look() => (found = Epoll.Wait(epoll, events, capacity, TimeSpan.Zero)) > 0;
        // The kernel's call goes on when the handle is disposed: nobody is woken by that.
        Wait("epoll_wait", Look, () => !epoll.IsClosed && Look(), mayWait: timeout != TimeSpan.Zero);
        return found;
    }

    public static void Select(IList read, IList write, IList error, int microseconds)
    {
        IList[] lists = [read, write, error];
        Socket[][] wanted = [.. lists.Select(static list => list.Cast<Socket>().ToArray())];
        bool Look()
        {
            List<Socket>[] found = [.. wanted.Select(static sockets => sockets.ToList())];
            Socket.Select(found[0], found[1], found[2], 0);
            for (int i = 0; i < lists.Length; i++)
            {
                lists[i].Clear();
                foreach (Socket socket in found[i])
                    lists[i].Add(socket);
            }

            return found.Any(static sockets => sockets.Count > 0);
        }

        Wait("Socket.Select", Look, Look, mayWait: microseconds != 0);
    }

    /// <summary>Waits that last for a while are only looks: how long one lasts is not for a schedule to say.</summary>
    public static bool Poll(Socket socket, int microseconds, SelectMode mode)
    {
        Schedule.Point("Socket.Poll");
        return socket.Poll(0, mode);
    }

    private static void Wait(string where, Func<bool> look, Func<bool> isWoken, bool mayWait)
    {
        Schedule.Point(where);
        if (!look() && mayWait)
            Schedule.WaitUntil(where, isWoken);
    }
}
