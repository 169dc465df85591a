using System.Diagnostics;

namespace Tutorial.Net.Load.Soak;

/// <summary>How late a server's thread does what is posted to it ten times a second.</summary>
internal sealed class LoopLag : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Timer _timer;
    private long _longest;

    public LoopLag(LineServer server) => _timer = new Timer(
        _ =>
        {
            long posted = Stopwatch.GetTimestamp();
            server.Post(() => Note(Stopwatch.GetTimestamp() - posted));
        },
        null,
        Pause,
        Pause);

    /// <summary>The longest since the last call.</summary>
    public TimeSpan TakeLongest() => Stopwatch.GetElapsedTime(0, Interlocked.Exchange(ref _longest, 0));

    public void Dispose()
    {
        using ManualResetEvent ended = new(initialState: false);
        _timer.Dispose(ended);
        ended.WaitOne();
    }

    private void Note(long ticks)
    {
        long longest;
        while (ticks > (longest = Volatile.Read(ref _longest)) && Interlocked.CompareExchange(ref _longest, ticks, longest) != longest)
        {
            // Taken meanwhile.
        }
    }
}
