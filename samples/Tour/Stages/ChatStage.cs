namespace Tutorial.Net.Samples.Tour;

/// <summary>What select makes of a server, and a line server of that: a chat room, two guests, one thread.</summary>
internal static class ChatStage
{
    public static string Play(Scene scene)
    {
        Actor room = scene.Start("chat", "Chat", "0");
        string port = room.ExpectPort();
        Actor ann = scene.Start("ann", "ChatClnt", "127.0.0.1", port);
        ann.Expect("Welcome, guest1");
        Actor bob = scene.Start("bob", "ChatClnt", "127.0.0.1", port);
        bob.Expect("Welcome, guest2");
        ann.ExpectLine("* guest2 is here");
        ann.Type("/nick ann");
        bob.ExpectLine("* guest1 is now ann");
        bob.Type("/nick bob");
        ann.ExpectLine("* guest2 is now bob");
        ann.Type("hello");
        bob.ExpectLine("ann: hello");
        bob.Type("hello, ann");
        ann.ExpectLine("bob: hello, ann");
        bob.Type("/quit");
        bob.ExpectExit();
        ann.ExpectLine("* bob has left");
        return "The room served both on one thread; each guest heard the other and could type meanwhile.";
    }
}
