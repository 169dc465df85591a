namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>The descriptors of sockets that this process has open.</summary>
internal static class Descriptors
{
    private const int Times = 200;

    /// <summary>Does something many times, and fails where each leaves a socket open.</summary>
    public static async Task AssertNotKeptAsync(Func<Task> once)
    {
        Requires.Linux();
        int before = Sockets();
        for (int i = 0; i < Times; i++)
            await once();

        // Other tests come and go meanwhile; so many do not.
        Assert.InRange(Sockets(), 0, before + (Times * 3 / 4));
    }

    private static int Sockets() =>
        Directory.GetFiles("/proc/self/fd").Count(f => (new FileInfo(f).LinkTarget ?? "").StartsWith("socket:", StringComparison.Ordinal));
}
