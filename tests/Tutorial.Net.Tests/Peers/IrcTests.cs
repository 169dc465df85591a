using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Peers;

/// <summary>Two clients of ngIRCd: a client must answer when the server asks, whatever else it does.</summary>
public sealed class IrcTests
{
    private const int Messages = 2000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void Two_clients_join_and_one_hears_every_message_of_the_others_flood()
    {
        using PeerServer server = new(Requires.Program("ngircd"), (port, folder) =>
        {
            string configuration = Path.Combine(folder, "ngircd.conf");
            File.WriteAllText(configuration, $"""
                [Global]
                Name = irc.example.org
                Info = the tests' own
                Listen = 127.0.0.1
                Ports = {port}
                MotdPhrase = hello
                [Limits]
                MaxConnectionsIP = 0
                MaxPenaltyTime = 0
                [Options]
                DNS = no
                Ident = no
                PAM = no
                RequireAuthPing = yes

                """);
            return ["-n", "-f", configuration];
        });
        using LineConnection ann = Join(server.Port, "ann");
        using LineConnection bob = Join(server.Port, "bob");
        Assert.Equal("JOIN :#tests", WaitFor(ann, " JOIN ").Split(' ', 2)[1]); // bob's

        for (int i = 0; i < Messages; i++)
            bob.WriteLine($"PRIVMSG #tests :message {i}:{new string('x', i % 300)}");
        bob.WriteLine("PING :the end");
        bob.Flush();

        for (int i = 0; i < Messages; i++)
            Assert.EndsWith($"PRIVMSG #tests :message {i}:{new string('x', i % 300)}", ann.ReadLine(Limit), StringComparison.Ordinal);
        Assert.EndsWith("PONG irc.example.org :the end", WaitFor(bob, "PONG"), StringComparison.Ordinal);
        bob.WriteLine("QUIT :bye");
        Assert.Contains("ERROR :", WaitFor(bob, "ERROR"), StringComparison.Ordinal);
        Assert.Null(bob.ReadLine(Limit));
        Assert.Contains(" QUIT ", ann.ReadLine(Limit), StringComparison.Ordinal);
    }

    private static LineConnection Join(int port, string name)
    {
        LineConnection client = LineConnection.Connect("127.0.0.1", port, new LineOptions { Terminator = LineTerminator.CrLf, MaxLineLength = 510 }, Limit);
        client.WriteLine($"NICK {name}");
        client.WriteLine($"USER {name} 0 * :{name}");
        // RequireAuthPing: who does not answer this gets no further.
        client.WriteLine("PONG" + WaitFor(client, "PING ")["PING".Length..]);
        WaitFor(client, " 001 ");
        client.WriteLine("JOIN #tests");
        WaitFor(client, " 366 "); // the end of the list of names
        return client;
    }

    private static string WaitFor(LineConnection client, string text)
    {
        while (client.ReadLine(Limit) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        throw new EndOfStreamException($"no '{text}'");
    }
}
