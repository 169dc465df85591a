namespace Tutorial.Net.Samples.Tour;

/// <summary>svr.py and wps.py: a client that has no account on the server's machine sees who is on it and what runs there.</summary>
internal static class ReportStage
{
    public static string Play(Scene scene)
    {
        Actor server = scene.Start("svr", "Svr", "0");
        if (!server.TryExpect("listening on ", out string listening))
        {
            string error = server.ExpectFailure();
            throw error.StartsWith("Neither w nor ps ", StringComparison.Ordinal) ? new SkippedException(error) : new TourException(error);
        }

        string[] answered = [.. ((string[])["w", "ps"]).Where(command => Ask(scene, server, Actor.PortIn(listening), command))];
        string were = answered.Length == 1 ? "was" : "were";
        return $"{string.Join(" and ", answered)} ran there and {were} read here; the server runs these two commands and nothing else.";
    }

    private static bool Ask(Scene scene, Actor server, string port, string command)
    {
        Actor client = scene.Start("wps", "Wps", "127.0.0.1", port, command);
        client.ShownLines = 6;
        server.Expect("client is at");
        if (client.Next() is null)
        {
            string error = client.ExpectFailure();
            if (!error.Contains($"has no {command}.", StringComparison.Ordinal))
                throw new TourException(error);
            scene.Note("wps", error);
            return false;
        }

        client.ExpectExit();
        server.Expect($"asked for {command}");
        return true;
    }
}
