using System.Globalization;
using System.Runtime.InteropServices;

namespace Tutorial.Net.Benchmarks.Results;

/// <summary>
/// Where and when figures were measured; goes into each file of results. <see cref="TcpReadMemory"/> is Linux's: the least, default and
/// greatest receive buffer that TCP gives a socket by itself, in bytes.
/// </summary>
internal sealed record Machine(
    string Date, int Cores, string Processor, string OperatingSystem, string Kernel, string Runtime, string Memory, string? TcpReadMemory)
{
    public static Machine Here() => new(
        DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        Environment.ProcessorCount,
        ProcessorName(),
        RuntimeInformation.OSDescription,
        Environment.OSVersion.Version.ToString(3),
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}",
        string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0.0} GB"),
        FirstLine("/proc/sys/net/ipv4/tcp_rmem")?.Replace('\t', ' '));

    public override string ToString() =>
        $"{Cores} cores ({Processor}), {Memory}, {OperatingSystem}, kernel {Kernel}, {Runtime}, {Date}";

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
