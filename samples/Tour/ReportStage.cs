/// <summary>svr.py and wps.py: a client that has no account on the server's machine sees who is on it and what runs there.</summary>
internal static class ReportStage
{
    public static void Play()
    {
        using var server = new Actor("Svr", "0");
        string port = server.ExpectPort();
        foreach (string command in (string[])["w", "ps"])
        {
            using var client = new Actor("Wps", "127.0.0.1", port, command) { ShownLines = 6 };
            server.Expect("client is at");
            client.ExpectExit();
            if (client.Output.Count == 0)
                throw new TourException($"{command} printed nothing");
        }
    }
}
