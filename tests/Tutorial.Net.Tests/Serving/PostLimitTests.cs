using System.Text;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What waits for the server's thread is bounded, whoever asks for it, and however busy the thread is.</summary>
public sealed class PostLimitTests
{
    private const int MostActions = 65_536;

    [Fact]
    public void No_more_actions_than_may_wait_are_taken_and_those_that_were_are_done()
    {
        int done = 0;
        using ManualResetEventSlim hold = new();
        using TestServer server = new(new ScriptHandler());
        Hold(server, hold);
        for (int i = 0; i < MostActions; i++)
            server.Server.Post(() => done++);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => server.Server.Post(() => done += 1_000_000));
        Assert.Contains("65536 actions", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => server.Server.Broadcast("x"u8));
        hold.Set();
        TestServer.Until(() => Volatile.Read(ref done) == MostActions);
        server.OnLoop(() => Assert.Equal(MostActions, done));
    }

    [Fact]
    public void Broadcasts_of_another_thread_wait_up_to_the_hard_limit_and_go_on_once_they_went_out()
    {
        using ManualResetEventSlim hold = new();
        ScriptHandler handler = new();
        using TestServer server = new(handler, new LineServerOptions { MaxPendingBytes = 1_000, HardPendingBytes = 5_000 });
        TestClient client = server.Connect();
        Assert.Equal("here", client.Ask("here"));
        Hold(server, hold);
        byte[] line = Encoding.ASCII.GetBytes(new string('b', 1_000));
        for (int i = 0; i < 4; i++)
            server.Server.Broadcast(line);
        server.Server.Broadcast(line.AsSpan(0, 990));
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => server.Server.Broadcast("more than 10"u8));
        Assert.Contains("HardPendingBytes (5000)", error.Message, StringComparison.Ordinal);
        server.Server.Broadcast("ten bytes!"u8);
        hold.Set();
        server.OnLoop(() => { });
        server.Server.Broadcast("more than 10"u8);
        server.OnLoop(() => { });
        client.Send("end\n");
        string expected = string.Concat(Enumerable.Repeat(Encoding.ASCII.GetString(line) + "\n", 4)) + new string('b', 990) + "\nten bytes!\nmore than 10\nend\n";
        Assert.Equal(expected, Encoding.ASCII.GetString(client.ReadExactly(expected.Length)));
    }

    [Fact]
    public void A_single_broadcast_is_taken_however_long_and_actions_after_it_are()
    {
        using ManualResetEventSlim hold = new();
        using TestServer server = new(new ScriptHandler(), new LineServerOptions { MaxPendingBytes = 10, HardPendingBytes = 10 });
        Hold(server, hold);
        bool wasDone = false;
        server.Server.Broadcast(new byte[100]);
        server.Server.Post(() => wasDone = true);
        Assert.Throws<InvalidOperationException>(() => server.Server.Broadcast("x"u8));
        hold.Set();
        server.OnLoop(() => Assert.True(wasDone));
    }

    [Fact]
    public void Pausing_from_another_thread_is_bounded_and_an_end_never_refused()
    {
        using ManualResetEventSlim hold = new();
        ScriptHandler handler = new();
        using TestServer server = new(handler);
        TestClient client = server.Connect();
        Assert.Equal("here", client.Ask("here"));
        LineSession session = Assert.Single(server.Server.Sessions);
        Hold(server, hold);
        for (int i = 0; i < MostActions; i++)
            session.Pause();
        Assert.Throws<InvalidOperationException>(session.Pause);
        Assert.Throws<InvalidOperationException>(session.Resume);
        for (int i = 0; i < 1_000; i++)
            session.Close();
        session.Abort();
        hold.Set();
        Assert.Null(handler.NextEnd());
    }

    [Fact]
    public void What_is_posted_to_a_server_that_never_runs_is_done_on_no_other_thread()
    {
        bool wasDone = false;
        using (LineServer server = new(new ScriptHandler()))
            server.Post(() => wasDone = true);
        Assert.False(wasDone);
    }

    /// <summary>Keeps the server's thread from its work until it is let go.</summary>
    private static void Hold(TestServer server, ManualResetEventSlim hold)
    {
        using ManualResetEventSlim isHeld = new();
        server.Server.Post(() =>
        {
            isHeld.Set();
            hold.Wait(TestServer.Patience);
        });
        Assert.True(isHeld.Wait(TestServer.Patience));
    }
}
