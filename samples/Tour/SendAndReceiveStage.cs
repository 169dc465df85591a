/// <summary>tms.py and tmc.py: the client blocks until someone presses Enter at the server, then the copies come in chunks.</summary>
internal static class SendAndReceiveStage
{
    public static void Play()
    {
        using var server = new Actor("Tms", "0", "--copies", "500000");
        string port = server.ExpectPort();
        using var client = new Actor("Tmc", "127.0.0.1", port, "abc");
        server.Expect("press Enter");
        if (client.HasMore)
            throw new TourException("the client got something before the server sent it");

        server.Type("");
        client.Expect("received 1500000 bytes in all");
        client.ExpectExit();
        server.ExpectExit();
    }
}
