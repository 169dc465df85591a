namespace Tutorial.Net.Samples.Tour;

/// <summary>strsvr.py and two strclnt.py: the session that the tutorial shows, letter by letter.</summary>
internal static class LetterStage
{
    private const string Prompt = "enter a letter:";

    private static readonly (string Who, string Letter, string Answer)[] Session =
    [
        ("first", "a", "a"), ("first", "b", "ab"), ("first", "c", "abc"),
        ("second", "u", "abcu"), ("second", "u", "abcuu"), ("second", "v", "abcuuv"), ("second", "v", "abcuuvv"),
        ("first", "d", "abcuuvvd"),
        ("second", "w", "abcuuvvdw"), ("second", "w", "abcuuvvdww"),
        ("first", "e", "abcuuvvdwwe"),
    ];

    public static string Play(Scene scene)
    {
        Actor server = scene.Start("strsvr", "StrSvr", "0");
        string port = server.ExpectPort();
        Actor first = scene.Start("first", "StrClnt", "127.0.0.1", port);
        server.Expect(" has come");
        Actor second = scene.Start("second", "StrClnt", "127.0.0.1", port);
        server.Expect(" has come");
        foreach ((string who, string letter, string answer) in Session)
        {
            Actor typist = who == "first" ? first : second;
            typist.ExpectPrompt(Prompt);
            typist.Type(letter);
            typist.ExpectLine(answer);
        }

        // Just Enter ends a client, and the last of them the server.
        foreach (Actor typist in (Actor[])[first, second])
        {
            typist.ExpectPrompt(Prompt);
            typist.Type("");
            typist.ExpectExit();
            server.Expect(" has gone");
        }

        server.Expect("the final value of v is abcuuvvdwwe");
        server.ExpectExit();
        return "Each saw the other's letters in its own answers: the server waits for all of its sockets at once, and for none in particular.";
    }
}
