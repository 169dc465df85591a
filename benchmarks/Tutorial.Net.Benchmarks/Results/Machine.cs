using System.Globalization;
using System.Runtime.InteropServices;

namespace Tutorial.Net.Benchmarks.Results;

/// <summary>
/// Where and when figures were measured; goes into each file of results. <see cref="TcpReadMemory"/> is Linux's: the least, default and
/// greatest receive buffer that TCP gives a socket by itself, in bytes. <see cref="Load"/> is the mean number of threads that wanted a
/// core in the minute before, or null where the system does not say.
/// </summary>
internal sealed record Machine(
    string Date, int Cores, string Processor, string OperatingSystem, string Kernel, string Runtime, string Memory, string? TcpReadMemory,
    double? Load)
{
    public static Machine Here() => new(
        DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        Environment.ProcessorCount,
        ProcessorName(),
        RuntimeInformation.OSDescription,
        Environment.OSVersion.Version.ToString(3),
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}",
        string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.0} GB"),
        FirstLine("/proc/sys/net/ipv4/tcp_rmem")?.Replace('\t', ' '),
        LoadOfTheLastMinute());

    public override string ToString() =>
        $"{Cores} cores ({Processor}), {Memory}, {OperatingSystem}, kernel {Kernel}, {Runtime}, {Date}"
        + (Load is { } load ? string.Create(CultureInfo.InvariantCulture, $", load at the start {load:0.0}") : "");

    private static double? LoadOfTheLastMinute() =>
        FirstLine("/proc/loadavg") is { } line && double.TryParse(line.Split(' ')[0], CultureInfo.InvariantCulture, out double load) ? load : null;

    private static string ProcessorName()
    {
        const string Label = "model name";
        return FirstLine("/proc/cpuinfo", Label) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string? FirstLine(string path, string beginning = "") =>
        File.Exists(path) ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal)) : null;
}
