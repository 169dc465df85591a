namespace Tutorial.Net.Samples.Tour;

/// <summary>The tour, in the tutorial's order.</summary>
internal static class StageList
{
    public static IReadOnlyList<Stage> All { get; } =
    [
        new(
            "chunks",
            "Section 2: a client, a server, and rather random-sized chunks",
            "The client asks for bytes and sleeps: watch what wakes it, and in what pieces the answer comes.",
            [new("tms"), new("tmc")],
            ChunkStage.Play),
        new(
            "reports",
            "Section 5.2: the remote w and ps, and lines out of a socket",
            "The client has no account on the server's machine, and takes lines until the server closes.",
            [new("svr", 3), new("wps", 5)],
            ReportStage.Play),
        new(
            "datagrams",
            "Sections 1.4 and 5.3: UDP sends messages, TCP one stream",
            "The client sends the same three texts as datagrams and over a connection: watch how they come back.",
            [new("udpecho"), new("udpclnt")],
            DatagramStage.Play),
        new(
            "letters",
            "Section 6.1: two clients build one string",
            "Two people type letters, in no fixed order, and one thread answers both.",
            [new("first"), new("strsvr"), new("second")],
            LetterStage.Play),
        new(
            "waiting",
            "Section 6.2: the price of waiting for many sockets",
            "One socket of many gets a datagram: select looks at all of them to find it, epoll is told.",
            [new("select"), new("epoll")],
            WaitingStage.Play),
        new(
            "chat",
            "Section 6.2: a chat room on one thread",
            "Nobody knows who speaks next, so the room waits for all of them at once.",
            [new("ann"), new("bob"), new("chat")],
            ChatStage.Play),
        new(
            "links",
            "Section 9: the links of a page",
            "The page has a base, a comment, a list of images and attributes without quotes: watch what is taken for a link.",
            [new("page", 4), new("getlinks", 5)],
            LinkStage.Play),
    ];
}
