using System.Globalization;

namespace Tutorial.Net;

/// <summary>
/// What to say when Socket.Select has been given too much. poll(2) refuses more entries than the process may have descriptors
/// (EINVAL, which .NET calls InvalidArgument), .NET more than 65,536 in one list.
/// </summary>
internal static class SelectCapacity
{
    public static InvalidOperationException Exceeded(int sockets, int entries, Exception cause)
    {
        string limit = DescriptorLimit() is { } descriptors ? $"{descriptors} here" : "this process's";
        string hint = OperatingSystem.IsLinux() ? ", or use the Epoll backend, which has no such limit" : "";
        return new InvalidOperationException(
            $"Socket.Select cannot wait for {sockets} sockets at once: they take {entries} entries, one for each list a socket is in, "
            + $"and the limits are the number of descriptors ({limit}, ulimit -n) and 65536 a list. "
            + $"Register fewer, pause some with SocketEvents.None, raise the limit{hint}.",
            cause);
    }

    /// <summary>The soft limit on descriptors, as far as it can be known: only Linux tells it in a file.</summary>
    private static int? DescriptorLimit()
    {
        const string Name = "Max open files";
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            foreach (string line in File.ReadLines("/proc/self/limits"))
            {
                if (!line.StartsWith(Name, StringComparison.Ordinal))
                    continue;
                string[] limits = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return int.Parse(limits[0], CultureInfo.InvariantCulture);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            // No /proc, no descriptor left to read it with, or "unlimited".
        }

        return null;
    }
}
