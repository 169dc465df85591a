using System.Runtime.InteropServices;
using System.Text;

namespace Tutorial.Net.Tests.Faults;

/// <summary>The shared object made of faults.c, in the process that has it.</summary>
internal static unsafe class FaultShim
{
    /// <summary>Set to 1 in a process that has it.</summary>
    public const string Variable = "TUTORIAL_NET_FAULTS";

    /// <summary>Set to a seed in a process whose sends and receives are short and whose calls are interrupted.</summary>
    public const string Short = "FAULT_SHORT";

    public static bool IsOn => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>From now on has one call fail, or none and counts.</summary>
    public static void Arm(Fault? fault)
    {
        var arm = (delegate* unmanaged<byte*, int, int, int>)Export("fault_arm");
        fixed (byte* name = Name(fault?.Call ?? "send"))
            Assert.True(arm(name, fault?.Nth ?? 0, fault?.Errno.Number ?? 0) >= 0, $"no such call: {fault}");
    }

    /// <summary>Ends that.</summary>
    /// <returns>Whether the fault was met.</returns>
    public static bool Disarm() => ((delegate* unmanaged<int>)Export("fault_disarm"))() != 0;

    /// <summary>The calls since it was armed.</summary>
    public static int Count(string call)
    {
        fixed (byte* name = Name(call))
            return ((delegate* unmanaged<byte*, int>)Export("fault_count"))(name);
    }

    /// <summary>Has something done by a thread of its own whose calls never fail: what the other end does.</summary>
    public static Task<T> Exempt<T>(Func<T> action) => Task.Factory.StartNew(
        () =>
        {
            var exempt = (delegate* unmanaged<int, void>)Export("fault_exempt");
            exempt(1);
            try
            {
                return action();
            }
            finally
            {
                exempt(0);
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static nint Export(string name) => NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), name);

    private static byte[] Name(string name) => Encoding.ASCII.GetBytes(name + '\0');
}
