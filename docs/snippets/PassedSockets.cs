using System.Globalization;
using System.Net.Sockets;

/// <summary>The listening sockets that systemd has opened for this process: sd_listen_fds(3).</summary>
internal static class PassedSockets
{
    private const int FirstDescriptor = 3; // SD_LISTEN_FDS_START

    public static IEnumerable<Socket> Take()
    {
        string? process = Environment.GetEnvironmentVariable("LISTEN_PID");
        string? count = Environment.GetEnvironmentVariable("LISTEN_FDS");
        return process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture) && count is not null
            ? Take(FirstDescriptor, int.Parse(count, CultureInfo.InvariantCulture))
            : [];
    }

    public static IEnumerable<Socket> Take(int first, int count) =>
        Enumerable.Range(first, count).Select(descriptor => new Socket(new SafeSocketHandle(descriptor, ownsHandle: true)));
}
