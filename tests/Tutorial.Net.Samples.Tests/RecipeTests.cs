using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tutorial.Net.Snippets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The recipes and the pages on async, TLS and exceptions, against real peers.</summary>
public sealed class RecipeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string PythonEventServer = """
        import http.server
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                for piece in (b": hello\n\ndata: one\n\n", b"event: tick\r\ndata: two\r\nda", b"ta:three\r\n\r\n", b"data\rdata: four\r\rdata: cut off"):
                    self.wfile.write(piece)
                    self.wfile.flush()
            def log_message(self, *_):
                pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1])
        server.serve_forever()
        """;

    private const string PythonDotServer = """
        import socket, sys
        listener = socket.create_server(("127.0.0.1", 0))
        print(listener.getsockname()[1])
        peer, _ = listener.accept()
        lines = []
        for line in peer.makefile("rb"):
            if line == b".\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        print(repr(b"".join(lines)))
        peer.sendall(b"".join(b"." + line if line.startswith(b".") else line for line in lines) + b".\n")
        """;

    [Fact]
    public async Task Server_sent_events_come_from_Pythons_http_server()
    {
        using ChildProcess server = Python.Start(PythonEventServer);
        var uri = new Uri($"http://127.0.0.1:{server.ReadLine()}/");
        using var http = new HttpClient();

        List<(string, string)> events = [];
        await foreach ((string, string) one in Recipes.ReadEventsAsync(http, uri))
            events.Add(one);

        Assert.Equal([("message", "one"), ("tick", "two\nthree"), ("message", "\nfour")], events);
    }

    [Fact]
    public void Dotted_lines_come_back_as_they_were_from_Python()
    {
        using ChildProcess server = Python.Start(PythonDotServer);
        string[] mail = ["", ".hidden", ".", "..", "end"];
        using LineConnection connection = LineConnection.Connect("127.0.0.1", int.Parse(server.ReadLine()!));

        Recipes.WriteDotted(connection, mail);
        connection.Flush();

        Assert.Equal(@"b'\n.hidden\n.\n..\nend\n'", server.ReadLine());
        Assert.Equal(mail, Recipes.ReadDotted(connection));
    }

    [Fact]
    public async Task A_bad_record_of_JSON_costs_only_itself()
    {
        (Socket here, Socket there) = Loopback.Pair();
        using (here)
        {
            there.SendAll(Encoding.UTF8.GetBytes(
                "{\"Sensor\":\"a\",\"Value\":1.5}\n{oops\n" + new string('[', 20_000) + "\n{\"Sensor\":\"b\",\"Value\":2}\r\n{\"Sensor\":\"cut"));
            there.Dispose();

            (List<Recipes.Reading> good, int bad) = await Recipes.ReadJsonAsync(here, CancellationToken.None);

            Assert.Equal([new Recipes.Reading("a", 1.5), new Recipes.Reading("b", 2)], good);
            Assert.Equal(2, bad);
        }
    }

    [Fact]
    public void A_body_is_read_behind_its_line_and_the_next_line_behind_the_body()
    {
        (Socket here, Socket there) = Loopback.Pair();
        using var connection = new LineConnection(here);
        there.SendAll("PUT x 5\na\nb\ncnext\nPUT x 1048577\n"u8);

        Assert.Equal("a\nb\nc"u8.ToArray(), Recipes.ReadBody(connection, connection.ReadLine()!));
        Assert.Equal("next", connection.ReadLine());
        Assert.Throws<InvalidDataException>(() => Recipes.ReadBody(connection, connection.ReadLine()!));
        there.Dispose();
    }

    [Fact]
    public async Task A_deadline_ends_a_dialogue_that_goes_on_too_long()
    {
        using Socket listener = TcpSocket.Listen(0);
        Task<string?> serving = Task.Run(async () =>
        {
            await using var connection = new LineConnection(await listener.AcceptAsync());
            Assert.Equal("HELP", await connection.ReadLineAsync(Patience));
            await connection.WriteLineAsync("first");
            return await connection.ReadLineAsync(Patience); // the read sends, and the empty line that ends the answer never comes
        });

        Assert.Throws<TimeoutException>(() => Recipes.WithDeadline("localhost", listener.Port(), TimeSpan.FromSeconds(1)));
        Assert.Null(await serving.WaitAsync(Patience));
    }

    [Fact]
    public async Task TLS_from_the_first_byte_and_from_the_middle()
    {
        using X509Certificate2 certificate = Certificate();
        var server = new SslServerAuthenticationOptions { ServerCertificate = certificate };
        var client = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString(),
        };
        using Socket listener = TcpSocket.Listen(0);
        using var stop = new CancellationTokenSource(Patience);

        Task serving = Task.Run(async () => await Tls.ServeAsync(await listener.AcceptAsync(stop.Token), server, stop.Token));
        Assert.Equal("you said hello", await Tls.UpgradeAsync("localhost", listener.Port(), client, "hello", stop.Token));
        await serving.WaitAsync(Patience);

        serving = Task.Run(async () =>
        {
            using var tls = new SslStream(new NetworkStream(await listener.AcceptAsync(stop.Token), ownsSocket: true));
            await tls.AuthenticateAsServerAsync(server, stop.Token);
            await using var connection = new LineConnection(tls);
            await connection.WriteLineAsync($"you asked {await connection.ReadLineAsync(stop.Token)}");
        });
        Assert.Equal("you asked hello", await Tls.AskAsync("localhost", listener.Port(), client, "hello", stop.Token));
        await serving.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_is_sent_behind_STARTTLS_in_the_clear_is_refused()
    {
        using X509Certificate2 certificate = Certificate();
        (Socket here, Socket there) = Loopback.Pair();
        Task serving = Tls.ServeAsync(there, new SslServerAuthenticationOptions { ServerCertificate = certificate }, CancellationToken.None);
        here.SendAll("STARTTLS\nDELETE everything\n"u8);
        using (var reader = new LineReader(here, ownsSocket: true))
            Assert.StartsWith("STARTTLS first", reader.ReadLine(Patience), StringComparison.Ordinal);
        await serving.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_copy_counts_what_it_copies_and_a_limit_of_a_read_loses_nothing()
    {
        (Socket source, Socket from) = Loopback.Pair();
        (Socket to, Socket sink) = Loopback.Pair();
        Task copying = Awaiting.CopyAsync(from, to, CancellationToken.None);
        source.SendAll("one\ntwo\n"u8);
        source.Dispose();
        using var reader = new LineReader(sink, ownsSocket: true);
        Assert.Equal(6, await Awaiting.CountAsync(reader, CancellationToken.None));
        await copying.WaitAsync(Patience);
        from.Dispose();
        to.Dispose();

        (Socket here, Socket there) = Loopback.Pair();
        using var slow = new LineReader(here, ownsSocket: true);
        there.SendAll("begin "u8);
        Task<string> reading = Awaiting.WithLimitAsync(slow, CancellationToken.None);
        there.SendAll("end\n"u8);
        Assert.Equal("begin end", await reading.WaitAsync(Patience));
        there.Dispose();
    }

    [Fact]
    public async Task No_more_clients_are_served_at_once_than_there_are_places()
    {
        using Socket listener = TcpSocket.Listen(0);
        using var stop = new CancellationTokenSource();
        int here = 0, most = 0, served = 0;
        Task serving = Awaiting.ServeAsync(
            listener,
            async (client, token) =>
            {
                int now = Interlocked.Increment(ref here);
                most = Math.Max(most, now);
                await client.ReceiveExactlyAsync(new byte[1], token);
                Interlocked.Decrement(ref here);
                await client.SendAllAsync("x"u8.ToArray(), token);
                Interlocked.Increment(ref served);
            },
            most: 2,
            stop.Token);

        Socket[] clients = [.. Enumerable.Range(0, 5).Select(_ => TcpSocket.Connect("localhost", listener.Port()))];
        foreach (Socket client in clients)
        {
            client.SendAll("x"u8);
            client.ReceiveExactly(new byte[1], Patience);
            client.Dispose();
        }

        Assert.InRange(most, 1, 2);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving.WaitAsync(Patience));
        Assert.InRange(served, 4, 5);
    }

    [Fact]
    public async Task What_the_network_does_is_caught_by_the_types_that_are_named()
    {
        Assert.StartsWith("failed: Cannot connect", await Catching.TalkAsync("127.0.0.1", Loopback.ClosedPort()), StringComparison.Ordinal);
        Assert.StartsWith("failed: Cannot connect", Catching.Sockets("127.0.0.1", Loopback.ClosedPort()), StringComparison.Ordinal);

        using Socket listener = TcpSocket.Listen(0);
        foreach (string sent in (string[])["hello\n", "hell", ""])
        {
            Task serving = Task.Run(() =>
            {
                using Socket client = listener.Accept();
                client.SendAll(Encoding.ASCII.GetBytes(sent));
                client.CloseGracefully(Patience);
            });
            Assert.Equal(sent.Length == 6 ? "answered" : "failed", Catching.Sockets("127.0.0.1", listener.Port()).Split(':')[0]);
            await serving.WaitAsync(Patience);
        }

        Task answering = Task.Run(() =>
        {
            using Socket client = listener.Accept();
            using var connection = new LineConnection(client);
            connection.WriteLine(connection.ReadLine());
        });
        Assert.Equal("hello", await Catching.TalkAsync("127.0.0.1", listener.Port()));
        await answering.WaitAsync(Patience);
    }

    private static X509Certificate2 Certificate()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null); // Windows wants the key in a store
    }
}
