namespace Tutorial.Net.Samples.Tour;

/// <summary>The same three texts over UDP, where they stay three, and over TCP, where they become one.</summary>
internal static class DatagramStage
{
    public static string Play(Scene scene)
    {
        Actor server = scene.Start("udpecho", "UdpEcho", "0", "--clients", "1");
        Actor client = scene.Start("udpclnt", "UdpClnt", "127.0.0.1", server.ExpectPort(), "one", "two", "three");
        server.Expect("UDP, 5 bytes: three");
        client.Expect("UDP message: one");
        client.Expect("UDP message: two");
        client.Expect("UDP message: three");
        client.Expect("TCP stream:  onetwothree");
        client.ExpectExit();
        server.ExpectExit();
        return "UDP kept three messages apart; TCP made one stream of them, and nothing tells where a text ends.";
    }
}
