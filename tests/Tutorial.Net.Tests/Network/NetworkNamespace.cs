using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Polling;

namespace Tutorial.Net.Tests.Network;

/// <summary>
/// A network stack of its own, with no name: what a thread opens that is in it stays in it, and it is gone with the thread and what was
/// opened, even when the process is killed. network_namespaces(7).
/// </summary>
internal sealed partial class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private readonly TaskCompletionSource<int> _entered = new();
    private string? _path;

    /// <summary>Makes one, or skips the test with the reason.</summary>
    public NetworkNamespace()
    {
        Requires.Linux();
        Requires.Program("ip");
        Requires.Program("tc");
        _thread = new Thread(Work) { IsBackground = true, Name = nameof(NetworkNamespace) };
        _thread.Start();
        int error = _entered.Task.Result;
        if (error != 0)
            Dispose();
        // A container without the capability is as it is: no gate can mend it.
        Requires.Machine(error == 0, $"new network namespaces ({Marshal.GetPInvokeErrorMessage(error)})", "run as root, with CAP_SYS_ADMIN");
    }

    /// <summary>Its file, for <c>ip link set … netns</c>.</summary>
    public string Path => _path!;

    /// <summary>Does something in it: sockets that this opens, and programs that it starts, are there.</summary>
    public T Run<T>(Func<T> function)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(function());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task.GetAwaiter().GetResult();
    }

    /// <summary>Runs <c>ip</c> in it.</summary>
    public void Ip(string arguments) => Succeed("ip", arguments);

    /// <summary>Runs <c>tc</c> in it, for the queues of its links.</summary>
    /// <returns>What it printed.</returns>
    public string Tc(string arguments) => Succeed("tc", arguments);

    /// <summary>Runs a program in it.</summary>
    public (int ExitCode, string Output) Start(string program, string arguments) => Run(() =>
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    });

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private string Succeed(string program, string arguments)
    {
        (int exitCode, string output) = Start(program, arguments);
        Assert.True(exitCode == 0, $"{program} {arguments}: {output}");
        return output;
    }

    private void Work()
    {
        int result = Unshare(NewNetwork);
        _path = $"/proc/{Environment.ProcessId}/task/{Native.CurrentThread()}/ns/net";
        _entered.SetResult(result == 0 ? 0 : Marshal.GetLastPInvokeError());
        foreach (Action action in _work.GetConsumingEnumerable())
            action();
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
