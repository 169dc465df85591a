using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Peers;

/// <summary>Protocols of one question and one answer, served by shell scripts behind socat.</summary>
public sealed class SocatTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_WHOIS_answer_goes_on_to_the_end_of_the_stream_and_mixes_line_ends()
    {
        using PeerServer server = Serve("""
            read -r question
            printf 'domain: %s\r\nstatus: free\nnote: old\rremark: no end' "$(printf %s "$question" | tr -d '\r')"
            """);
        using LineConnection whois = LineConnection.Connect(
            "127.0.0.1", server.Port, new LineOptions { Terminator = LineTerminator.Universal }, Limit);
        whois.Writer.Write("example.org\r\n");
        List<(string, LineEnding)> lines = [];
        whois.Flush();
        while (whois.Reader.WaitToRead(Limit))
        {
            while (whois.Reader.TryRead(out Line line))
                lines.Add((line.ToString(), line.Ending));
        }

        Assert.Equal(
            [("domain: example.org", LineEnding.CrLf), ("status: free", LineEnding.Lf), ("note: old", LineEnding.Cr), ("remark: no end", LineEnding.None)],
            lines);
    }

    [Fact]
    public void A_finger_server_answers_a_line_with_lines()
    {
        using PeerServer server = Serve("""
            read -r question
            case "$question" in
              "/W ann"*) printf 'Login: ann\r\nPlan:\r\n\r\nto finish\r\n' ;;
              *) printf 'no such user\r\n' ;;
            esac
            """);

        Assert.Equal(["Login: ann", "Plan:", "", "to finish"], Ask("/W ann"));
        Assert.Equal(["no such user"], Ask("/W eve"));

        string[] Ask(string question)
        {
            using LineConnection finger = LineConnection.Connect(
                "127.0.0.1", server.Port, new LineOptions { Terminator = LineTerminator.CrLf }, Limit);
            finger.WriteLine(question);
            return [.. finger.ReadLines()];
        }
    }

    [Fact]
    public void What_waits_for_the_tail_end_answers_when_sending_is_shut()
    {
        using PeerServer server = Serve("exec sort -n");
        using LineConnection sort = LineConnection.Connect("127.0.0.1", server.Port, timeout: Limit);
        for (int i = 9999; i >= 0; i--)
            sort.WriteLine($"{i}");

        sort.Complete();

        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"{i}"), sort.ReadLines());
    }

    private static PeerServer Serve(string script) => new(Requires.Program("socat"), (port, folder) =>
    {
        string file = Path.Combine(folder, "serve");
        File.WriteAllText(file, script + "\n");
        // -t: how long the script may go on when the client has shut its sending side.
        return ["-t", "30", $"TCP-LISTEN:{port},bind=127.0.0.1,fork", $"EXEC:sh {file}"];
    });
}
