using System.Diagnostics;

namespace Tutorial.Net.Tests.Faults;

/// <summary>One run of a scenario, with one fault or none.</summary>
internal sealed class FaultRun(Scenario scenario, Fault? fault)
{
    /// <summary>The longest that anything may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly string[] Calls = [.. Fault.Possible.Keys];

    private Exception? _outcome;

    /// <summary>What fails.</summary>
    public Fault? Fault => fault;

    /// <summary>Whether the fault was met.</summary>
    public bool WasMet { get; private set; }

    /// <summary>How often each call was made.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; private set; } = new Dictionary<string, int>();

    /// <summary>Does something with the fault armed.</summary>
    /// <returns>What it threw.</returns>
    public Exception? Try(Action action)
    {
        FaultShim.Arm(fault);
        try
        {
            action();
            return null;
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.IAssertionException)
        {
            return exception;
        }
        finally
        {
            WasMet |= FaultShim.Disarm();
            Counts = Calls.ToDictionary(call => call, FaultShim.Count);
        }
    }

    /// <summary>Runs the scenario.</summary>
    /// <returns>What is wrong with how that went; null if nothing.</returns>
    public string? Run()
    {
        int before = OpenDescriptors();
        long start = Stopwatch.GetTimestamp();
        Exception? broken = null;
        Thread thread = new(() =>
        {
            try
            {
                _outcome = scenario.Act(this);
            }
            catch (Exception exception)
            {
                broken = exception;
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        if (!thread.Join(Patience * 2))
            Environment.FailFast($"{scenario} hangs with {fault}");
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        // What an asynchronous call leaves behind is closed by other threads.
        SpinWait.SpinUntil(() => OpenDescriptors() <= before, Patience);
        int left = OpenDescriptors() - before;
        return broken is not null ? $"is wrong: {broken}"
            : time > Patience ? $"took {time.TotalSeconds} s"
            : left > 0 ? $"leaves {left} descriptors open"
            : Judge();
    }

    private string? Judge() =>
        _outcome is null ? null
        : fault is null || !WasMet || fault.Errno == Errno.EINTR || scenario.Survives(fault) ? $"should have gone well: {_outcome}"
        : scenario.IsDocumented(_outcome) ? null
        : $"threw what no page says: {_outcome}";

    /// <summary>Sockets, epoll and eventfd; not the files that the runtime opens now and then.</summary>
    private static int OpenDescriptors() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(entry =>
    {
        try
        {
            return entry.LinkTarget is { } target && (target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("anon_inode:", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false; // gone meanwhile
        }
    });
}
