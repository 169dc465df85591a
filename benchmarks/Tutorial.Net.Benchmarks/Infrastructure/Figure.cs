using System.Globalization;

namespace Tutorial.Net.Benchmarks;

/// <summary>How tables and plots write numbers.</summary>
internal static class Figure
{
    /// <summary>Three significant digits, no more.</summary>
    public static string Number(double value) => value switch
    {
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        0 => "0",
        >= 0.1 => value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    public static string Ratio(double value) => value.ToString(value < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture);

    /// <summary>A power of two as 4 MiB, 64 KiB or 256 B.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1 << 20 when bytes % (1 << 20) == 0 => $"{bytes >> 20} MiB",
        >= 1 << 10 when bytes % (1 << 10) == 0 => $"{bytes >> 10} KiB",
        _ => $"{bytes} B",
    };

    /// <summary>How many chunks bytes have at most: 4 KiB where it is a round number, 12.3 KiB where it is not.</summary>
    public static string Chunk(double bytes) =>
        bytes >= 1 << 10 ? (bytes / 1024).ToString("0.#", CultureInfo.InvariantCulture) + " KiB" : bytes.ToString("0", CultureInfo.InvariantCulture) + " B";

    /// <summary>Megabytes a second, in gigabytes where they are thousands.</summary>
    public static string Rate(double megabytes) => megabytes >= 1000 ? Number(megabytes / 1000) + " GB/s" : Number(megabytes) + " MB/s";

    /// <summary>So many of a unit, given in the singular, a second.</summary>
    public static string Rate(double value, string unit) => unit == "MB" ? Rate(value) : $"{Mark(value)} {unit}s/s";

    public static string Time(double seconds) => seconds switch
    {
        >= 1 => Number(seconds) + " s",
        >= 1e-3 => Number(seconds * 1e3) + " ms",
        >= 1e-6 => Number(seconds * 1e6) + " µs",
        _ => Number(seconds * 1e9) + " ns",
    };

    /// <summary>Where there is little room: 0.5, 200, 5,120, 65.5 k, 1.25 M.</summary>
    public static string Mark(double value) => value switch
    {
        >= 1e6 => (value / 1e6).ToString("#,0.##", CultureInfo.InvariantCulture) + " M",
        >= 1e4 => (value / 1e3).ToString("#,0.#", CultureInfo.InvariantCulture) + " k",
        >= 10 => value.ToString("#,0", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0.######", CultureInfo.InvariantCulture),
    };
}
