using System.Globalization;

namespace Tutorial.Net.Samples.NetStat;

/// <summary>Which process holds which socket, from <c>/proc/PID/fd</c>. Only root sees other users' processes.</summary>
internal static class ProcessList
{
    /// <summary>The owners of each socket, by its inode.</summary>
    public static IReadOnlyDictionary<long, List<Owner>> Read()
    {
        var owners = new Dictionary<long, List<Owner>>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                AddSocketsOf(id, folder, owners);
        }

        return owners;
    }

    /// <summary>The number in <c>socket:[12345]</c>; null for any other target of a descriptor's link.</summary>
    public static long? ParseLink(string? target) =>
        target is ['s', 'o', 'c', 'k', 'e', 't', ':', '[', .. var number, ']']
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long inode)
            ? inode
            : null;

    private static void AddSocketsOf(int id, string folder, Dictionary<long, List<Owner>> owners)
    {
        Owner? owner = null;
        try
        {
            foreach (string descriptor in Directory.EnumerateFileSystemEntries(folder + "/fd"))
            {
                if (ParseLink(new FileInfo(descriptor).LinkTarget) is not { } inode)
                    continue;
                // The kernel ends the name with a line feed, and any other in it is the process's own.
                owner ??= new Owner(id, File.ReadAllText(folder + "/comm") is [.. var name, '\n'] ? name : "");
                if (!owners.TryGetValue(inode, out List<Owner>? holders))
                    owners.Add(inode, holders = []);
                if (!holders.Contains(owner)) // under two descriptors
                    holders.Add(owner);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is over, or another user's.
        }
    }
}
