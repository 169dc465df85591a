using System.Net;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Snippets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>What the tutorial's chapters show does what they say, over loopback.</summary>
public sealed class SnippetRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Datagrams_come_as_they_were_sent_and_a_stream_as_its_bytes()
    {
        Assert.Equal(["received 'one'", "received 'two'", "received 'three'"], Lines(Datagrams.OverUdp));

        string[] chunks = Lines(Datagrams.OverTcp);
        Assert.Equal("onetwothree", string.Concat(chunks.Select(chunk => chunk.Split('\'')[1])));
    }

    [Fact]
    public async Task The_pair_sends_a_text_back_ten_thousand_times()
    {
        int port = Loopback.ClosedPort();
        var served = new StringWriter();
        Task serving = Task.Run(() =>
        {
            Snippets.Console.Use(served, new StringReader("\n"));
            Pair.Serve(port);
        });
        var seen = new StringWriter();
        Snippets.Console.Use(seen);

        await WhenListening(port, () => Pair.Ask("localhost", port, "abc"));

        await serving.WaitAsync(Patience);
        Assert.StartsWith("client is at 127.0.0.1:", served.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("received 30000 bytes in all" + Environment.NewLine, seen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_loop_by_hand_receives_until_the_end()
    {
        using Connected pair = Connected.Make();
        pair.There.SendAll("abc"u8);
        pair.There.Shutdown(SocketShutdown.Send);

        Assert.Equal(3, Pair.ReceiveByHand(pair.Here));
    }

    [Fact]
    public void The_kernel_takes_what_its_buffers_hold_and_no_more()
    {
        string[] lines = Lines(() => Kernel.FillTheBuffers());

        Assert.NotEmpty(lines);
        Assert.DoesNotContain("took 1000000", lines[^2], StringComparison.Ordinal); // the last send that took anything took a part
        Assert.EndsWith("the peer's program has seen none of them", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_connections_on_one_port_differ_in_the_clients_ports()
    {
        string[] lines = Lines(Kernel.TwoConnections);

        Assert.Equal(5, lines.Length);
        Assert.EndsWith("listening", lines[0], StringComparison.Ordinal);
        string port = lines[0].Split(' ')[1];
        Assert.StartsWith($"tcp {port} <-> ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"tcp {port} <-> ", lines[2], StringComparison.Ordinal);
        Assert.Equal(4, lines.Skip(1).Distinct().Count());
    }

    [Fact]
    public async Task A_loop_and_SendAll_both_send_everything()
    {
        byte[] much = new byte[4 << 20];
        Random.Shared.NextBytes(much);
        foreach (Action<Socket, byte[]> send in (Action<Socket, byte[]>[])[Sending.ByHand, Sending.Plain])
        {
            using Connected pair = Connected.Make();
            byte[] received = new byte[much.Length];
            Task receiving = Task.Run(() => pair.There.ReceiveExactly(received, Patience));
            send(pair.Here, much);
            await receiving.WaitAsync(Patience);
            Assert.Equal(much, received);
        }
    }

    [Fact]
    public void A_send_that_nobody_reads_ends_by_its_limit_and_says_how_much_went()
    {
        using Connected pair = Connected.Make();

        string[] lines = Lines(() => Sending.WithLimit(pair.Here, new byte[64 << 20], TimeSpan.FromMilliseconds(200)));

        Assert.EndsWith("of 67108864 bytes went, then nobody read any more", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_sides_that_both_send_first_are_ended_by_the_limit()
    {
        Assert.NotEqual("sent", Sending.BothSendFirst(TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public async Task Who_receives_while_another_thread_sends_is_not_stuck()
    {
        using Connected pair = Connected.Make();
        Task<int> other = Task.Run(() => Sending.BothAtOnce(pair.There, new byte[16 << 20]));

        Assert.Equal(16 << 20, Sending.BothAtOnce(pair.Here, new byte[16 << 20]));
        Assert.Equal(16 << 20, await other.WaitAsync(Patience));
    }

    [Fact]
    public void Lines_come_out_of_the_stream_by_hand_and_by_a_reader()
    {
        foreach (Action<Socket> read in (Action<Socket>[])[LinesOfText.ByHand, LinesOfText.WithReader])
        {
            using Connected pair = Connected.Make();
            pair.There.SendAll("moon, sun\nand\nstars\n"u8);
            pair.There.Shutdown(SocketShutdown.Send);

            Assert.Equal(["moon, sun", "and", "stars"], Lines(() => read(pair.Here)));
        }
    }

    [Fact]
    public void A_line_that_was_cut_off_is_told_from_a_line()
    {
        using Connected pair = Connected.Make();
        pair.There.SendAll("one\r\ntwo\nDELETE /tm"u8);
        pair.There.Shutdown(SocketShutdown.Send);
        using var reader = new LineReader(pair.Here);

        Assert.Equal(
            ["3 bytes, ended by CrLf", "3 bytes, ended by Lf", "cut off after 'DELETE /tm'"],
            Lines(() => LinesOfText.Tail(reader)));
    }

    [Fact]
    public void A_line_that_is_too_long_costs_only_itself()
    {
        using Connected pair = Connected.Make();
        pair.There.SendAll(Encoding.ASCII.GetBytes($"first\n{new string('x', 1000)}\nlast\n"));
        pair.There.Shutdown(SocketShutdown.Send);

        Assert.Equal(
            ["first", "a line of more than 80 bytes", "last"],
            Lines(() => LinesOfText.Limits(pair.Here)));
    }

    [Fact]
    public async Task A_dialogue_needs_no_flush_and_a_writer_does()
    {
        using Socket listener = TcpSocket.Listen(0);
        int port = listener.Port();
        using var stop = new CancellationTokenSource(Patience);
        Task serving = FourServers.TaskEachAsync(listener, stop.Token);

        Assert.Equal(["hello"], Lines(() => LinesOfText.Ask("localhost", port, "hello")));
        using Socket socket = TcpSocket.Connect("localhost", port);
        using var writer = new LineWriter(socket);
        using var reader = new LineReader(socket);
        Assert.Equal("what time is it", TailEnd.Unflushed(writer, reader));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    [Fact]
    public async Task A_half_closed_connection_still_brings_the_answer()
    {
        using Socket listener = TcpSocket.Listen(0);
        Task serving = Task.Run(() =>
        {
            using Socket client = listener.Accept();
            TailEnd.Sort(client);
        });

        string[] lines = Lines(() => TailEnd.HalfClose("localhost", listener.Port(), ["c", "a", "b"]));

        Assert.Equal(["a", "b", "c"], lines);
        await serving.WaitAsync(Patience);
    }

    [Fact]
    public async Task The_last_word_arrives_though_the_client_had_sent_more()
    {
        using Connected pair = Connected.Make();
        TailEnd.NoDelay(pair.There);
        TailEnd.KeepAlive(pair.There);
        pair.There.SendAll(new byte[100_000]);

        Task closing = Task.Run(() => TailEnd.LastWord(pair.Here));

        using var reader = new LineReader(pair.There);
        Assert.Equal("421 too many errors, goodbye", reader.ReadLine(Patience));
        Assert.Null(reader.ReadLine(Patience));
        pair.There.Dispose();
        await closing.WaitAsync(Patience);
    }

    [Fact]
    public async Task All_four_servers_send_each_line_back_to_several_clients_at_once()
    {
        await Check((listener, _) => Task.Run(() => FourServers.ThreadEach(listener), CancellationToken.None));
        await Check(FourServers.TaskEachAsync);
        await Check((listener, token) => Task.Run(() => FourServers.Multiplexed(listener, token), CancellationToken.None));

        var listening = new TaskCompletionSource<EndPoint>();
        using var stop = new CancellationTokenSource();
        Task serving = FourServers.LineServerAsync(new IPEndPoint(IPAddress.Loopback, 0), stop.Token, listening.SetResult);
        await Talk(((IPEndPoint)await listening.Task.WaitAsync(Patience)).Port);
        await stop.CancelAsync();
        await serving.WaitAsync(Patience);

        static async Task Check(Func<Socket, CancellationToken, Task> serve)
        {
            using Socket listener = TcpSocket.Listen(0);
            using var stop = new CancellationTokenSource();
            Task serving = serve(listener, stop.Token);
            await Talk(listener.Port());
            await stop.CancelAsync();
            listener.Dispose();
            await ((Task)Task.WhenAny(serving)).WaitAsync(Patience);
        }

        static async Task Talk(int port)
        {
            await using LineConnection first = await LineConnection.ConnectAsync("localhost", port);
            await using LineConnection second = await LineConnection.ConnectAsync("localhost", port);
            for (int i = 0; i < 3; i++)
            {
                foreach (LineConnection one in (LineConnection[])[second, first]) // the first sits silent while the second is served
                {
                    await one.WriteLineAsync($"line {i}");
                    Assert.Equal($"line {i}", await one.ReadLineAsync(Patience));

                    // A line with a CR in it, which is two lines to those that take any line end.
                    await one.WriteAsync("a\rb\nend\n"u8.ToArray());
                    string received = "";
                    while (await one.ReadLineAsync(Patience) is { } line && line != "end")
                        received += line;
                    Assert.Equal("ab", received.Replace("\r", ""));
                }
            }
        }
    }

    [Fact]
    public void A_receive_on_a_non_blocking_socket_says_what_there_is()
    {
        using Connected pair = Connected.Make();
        Assert.Equal("nothing is there yet", FourServers.NonBlocking(pair.Here));
        pair.There.SendAll("abc"u8);
        pair.Here.Poll(Patience, SelectMode.SelectRead);
        Assert.Equal("3 bytes", FourServers.NonBlocking(pair.Here));
        pair.There.Shutdown(SocketShutdown.Send);
        pair.Here.Poll(Patience, SelectMode.SelectRead);
        Assert.Equal("the peer has finished", FourServers.NonBlocking(pair.Here));

        using Connected broken = Connected.Make();
        broken.There.Reset();
        broken.Here.Poll(Patience, SelectMode.SelectRead);
        Assert.Equal("the connection is broken: ConnectionReset", FourServers.NonBlocking(broken.Here));
    }

    [Fact]
    public void Both_ends_of_a_connection_are_told_and_a_refusal_is_explained()
    {
        using Connected pair = Connected.Make();
        string[] lines = Lines(() => Trouble.Ends(pair.Here));
        Assert.Equal($"tcp {lines[0]} <-> {lines[1]} connected", lines[2]);

        Assert.StartsWith("The machine is there, and nobody listens", Trouble.Explain("127.0.0.1", Loopback.ClosedPort()), StringComparison.Ordinal);
        using Socket listener = TcpSocket.Listen(0);
        Assert.StartsWith("connected: tcp ", Trouble.Explain("127.0.0.1", listener.Port()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_links_of_a_page_are_printed_as_they_come()
    {
        using var server = new PageServer(_ => "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<a href=search.html>s</a><img src=x.png>");
        var seen = new StringWriter();
        Snippets.Console.Use(seen);
        await Web.PrintAsync(server.Address);
        Assert.Equal($"{server.Address}search.html", seen.ToString().TrimEnd());

        Assert.Equal(
            ["<a href=\"search.html\"> leads to https://example.com/docs/search.html"],
            Lines(() => Web.FromPieces(["<p><a hr", "ef='search.h", "tml'>search</a>"], new Uri("https://example.com/docs/"))));
    }

    private static string[] Lines(Action run)
    {
        var output = new StringWriter();
        Snippets.Console.Use(output);
        run();
        return output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Tries until the server of a snippet, which has no way to say so, listens.</summary>
    private static async Task WhenListening(int port, Action run)
    {
        for (DateTime end = DateTime.UtcNow + Patience; ;)
        {
            try
            {
                await Task.Run(run);
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && DateTime.UtcNow < end)
            {
                await Task.Yield();
            }
        }
    }

    private sealed record Connected(Socket Here, Socket There) : IDisposable
    {
        public static Connected Make()
        {
            (Socket here, Socket there) = Loopback.Pair();
            return new Connected(here, there);
        }

        public void Dispose()
        {
            Here.Dispose();
            There.Dispose();
        }
    }
}
