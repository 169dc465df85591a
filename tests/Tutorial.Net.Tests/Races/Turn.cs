using System.Runtime.InteropServices;

namespace Tutorial.Net.Tests.Races;

/// <summary>A POSIX semaphore, to hand on from thread to thread. A SemaphoreSlim spins before it sleeps, a third of all time
/// here.</summary>
internal sealed unsafe partial class Turn
{
    private const int Size = 64; // sem_t has 32 bytes at most

    // A thread may wait for it as long as the process lives.
    private readonly void* _semaphore = NativeMemory.AllocZeroed(Size);

    public Turn() => Assert.Equal(0, Init(_semaphore, 0, 0));

    public void Give() => Assert.Equal(0, Post(_semaphore));

    public void Take()
    {
        while (Wait(_semaphore) != 0)
        {
            // A signal has come.
        }
    }

    /// <summary>False when the time is over.</summary>
    public bool Take(TimeSpan time)
    {
        const int Interrupted = 4; // EINTR
        TimeSpec end = new() { Seconds = (nint)(DateTimeOffset.UtcNow + time).ToUnixTimeSeconds() };
        while (TimedWait(_semaphore, &end) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
                return false;
        }

        return true;
    }

    [LibraryImport("libc", EntryPoint = "sem_init")]
    private static partial int Init(void* semaphore, int shared, uint value);

    [LibraryImport("libc", EntryPoint = "sem_post")]
    private static partial int Post(void* semaphore);

    [LibraryImport("libc", EntryPoint = "sem_wait")]
    private static partial int Wait(void* semaphore);

    [LibraryImport("libc", EntryPoint = "sem_timedwait", SetLastError = true)]
    private static partial int TimedWait(void* semaphore, TimeSpec* end);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
