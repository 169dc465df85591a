using System.Globalization;

namespace Tutorial.Net.Samples.Tour;

/// <summary>tms.py and tmc.py: the client blocks until someone presses Enter at the server, then the copies come in chunks.</summary>
internal static class ChunkStage
{
    private const int MostBars = 16;
    private const string Received = "received ";

    public static string Play(Scene scene)
    {
        Actor server = scene.Start("tms", "Tms", "0");
        Actor client = scene.Start("tmc", "Tmc", "127.0.0.1", server.ExpectPort(), "abc");
        client.ShownLines = 10;
        server.Expect("press Enter");
        scene.Note("tmc", "(sleeps: nothing to receive)");
        scene.View.Think();
        if (client.HasMore)
            throw new TourException("tmc got something before tms sent it");

        server.Type("");
        server.Expect("sent 30000 bytes in 10000 sends");
        client.Expect("received 30000 bytes in all");
        client.ExpectExit();
        server.ExpectExit();

        int[] sizes = [.. Sizes(client.Output)];
        if (sizes.Sum() != 30_000)
            throw new TourException($"the chunks have {sizes.Sum()} bytes together, not 30000");
        string which = sizes.Length <= MostBars ? "" : string.Create(CultureInfo.InvariantCulture, $", the first {MostBars} of {sizes.Length}");
        scene.View.Chart($"bytes a chunk{which}", [.. sizes.Take(MostBars).Select((size, i) => new Bar($"{i + 1}", size, i % 2))]);
        return $"10,000 sends of 3 bytes came as {sizes.Length} chunks: TCP keeps the bytes and their order, and no other borders.";
    }

    /// <summary>The sizes in what tmc prints.</summary>
    public static IEnumerable<int> Sizes(IEnumerable<string> output) =>
        output.Where(line => line.StartsWith(Received, StringComparison.Ordinal) && line.EndsWith(" bytes", StringComparison.Ordinal))
            .Select(line => int.Parse(line.AsSpan()[Received.Length..^" bytes".Length], NumberStyles.None, CultureInfo.InvariantCulture));
}
