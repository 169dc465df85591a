/// <summary>The same three texts over UDP, where they stay three, and over TCP, where they become one.</summary>
internal static class DatagramStage
{
    public static void Play()
    {
        using var server = new Actor("UdpEcho", "0", "--clients", "1");
        string port = server.ExpectPort();
        using var client = new Actor("UdpClnt", "127.0.0.1", port, "one", "two", "three");
        client.Expect("UDP message: one");
        client.Expect("UDP message: two");
        client.Expect("UDP message: three");
        client.Expect("TCP stream:  onetwothree");
        client.ExpectExit();
        server.ExpectExit();
    }
}
