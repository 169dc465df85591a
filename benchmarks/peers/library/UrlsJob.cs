namespace Tutorial.Net.Peers;

/// <summary>WebUrl: references resolved against the first line of a file, and the sum of the lengths of what they came to.</summary>
internal static class UrlsJob
{
    private static readonly Dictionary<string, string[]> Lists = [];

    public static string Resolve(string request)
    {
        string[] parts = request.Split('\t');
        if (!Lists.TryGetValue(parts[0], out string[]? list))
            Lists.Add(parts[0], list = File.ReadAllText(parts[0]).Split('\n'));
        WebUrl page = WebUrl.Parse(list[0]);
        long count = 0, length = 0;
        for (int left = int.Parse(parts[1], provider: null); left > 0; left--)
        {
            foreach (string reference in list.AsSpan(1))
            {
                count++;
                length += WebUrl.Parse(reference, page).Href.Length;
            }
        }

        return $"{count} {length}";
    }
}
