using System.Globalization;
using Tutorial.Net;
using Tutorial.Net.Samples;

/// <summary>What select makes of a server, and a line server of that: a chat room, two guests, one thread.</summary>
internal static class ChatStage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public static void Play()
    {
        using var room = new Actor("Chat", "0");
        int port = int.Parse(room.ExpectPort(), CultureInfo.InvariantCulture);
        using LineConnection ann = LineConnection.Connect("127.0.0.1", port);
        Expect("ann", ann, "Welcome, guest1");
        using LineConnection bob = LineConnection.Connect("127.0.0.1", port);
        Expect("bob", bob, "Welcome, guest2");
        Expect("ann", ann, "* guest2 is here");
        Say(ann, "/nick ann");
        Expect("bob", bob, "* guest1 is now ann");
        Say(ann, "hello");
        Expect("bob", bob, "ann: hello");
        Say(bob, "/who");
        Expect("bob", bob, "ann, guest2");
        Say(bob, "/quit");
        Expect("ann", ann, "* guest2 has left");
    }

    private static void Say(LineConnection guest, string text)
    {
        guest.WriteLine(text);
        guest.Flush();
    }

    private static void Expect(string name, LineConnection guest, string text)
    {
        string line = guest.Reader.ReadLine(Patience) ?? "";
        Console.WriteLine($"{name,7} | {TerminalText.Escape(line)}");
        if (!line.StartsWith(text, StringComparison.Ordinal))
            throw new TourException($"{name} read '{line}', not '{text}'");
    }
}
