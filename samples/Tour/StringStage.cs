/// <summary>strsvr.py and two strclnt.py: the session that the tutorial shows, letter by letter.</summary>
internal static class StringStage
{
    private static readonly (int Client, string Letter, string Answer)[] Session =
    [
        (1, "a", "a"), (1, "b", "ab"), (1, "c", "abc"),
        (2, "u", "abcu"), (2, "u", "abcuu"), (2, "v", "abcuuv"), (2, "v", "abcuuvv"),
        (1, "d", "abcuuvvd"),
        (2, "w", "abcuuvvdw"), (2, "w", "abcuuvvdww"),
        (1, "e", "abcuuvvdwwe"),
    ];

    public static void Play()
    {
        using var server = new Actor("StrSvr", "0");
        string port = server.ExpectPort();
        using var first = new Actor("StrClnt", "127.0.0.1", port) { Name = "first" };
        using var second = new Actor("StrClnt", "127.0.0.1", port) { Name = "second" };
        foreach ((int client, string letter, string answer) in Session)
        {
            Actor actor = client == 1 ? first : second;
            actor.Type(letter);
            string line = actor.Expect(answer);
            if (line != "enter a letter:" + answer)
                throw new TourException($"{actor.Name} was answered '{line}', not '{answer}'");
        }

        // Just Enter ends a client, and the last of them the server.
        first.Type("");
        second.Type("");
        first.ExpectExit();
        second.ExpectExit();
        server.Expect("the final value of v is abcuuvvdwwe");
        server.ExpectExit();
    }
}
