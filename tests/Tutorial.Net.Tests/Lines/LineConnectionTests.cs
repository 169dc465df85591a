using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

public class LineConnectionTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    public static TheoryData<LineMedium> Media => LinePair.Media;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly SslClientAuthenticationOptions Client =
        new() { TargetHost = "localhost", RemoteCertificateValidationCallback = TestCertificate.IsOurs };

    private static SslServerAuthenticationOptions Server => new() { ServerCertificate = TestCertificate.Value };

    private static (LineConnection Client, LineConnection Server) Connected(LineOptions? options = null)
    {
        (Socket client, Socket server) = Loopback.Pair();
        return (new LineConnection(client, options), new LineConnection(server, options));
    }

    [Fact]
    public async Task Every_read_sends_first_what_was_written()
    {
        (LineConnection client, LineConnection server) = Connected();
        using (client)
        using (server)
        {
            Task echoing = Task.Run(
                () =>
                {
                    foreach (string line in server.ReadLines())
                        server.WriteLine(line);
                    server.Complete();
                },
                Token);
            client.WriteLine("1");
            Assert.Equal("1", client.ReadLine());
            await client.WriteAsync("written ", Token);
            await client.WriteAsync("in parts".AsMemory(), Token);
            await client.WriteLineAsync(Token);
            byte[] parts = new byte["written in parts\n".Length];
            await client.ReadExactlyAsync(parts, Long, Token);
            Assert.Equal("written in parts\n"u8, parts);
            client.WriteLine("2"u8);
            Assert.Equal("2", client.ReadLine(Long));
            await client.WriteLineAsync("3", Token);
            Assert.Equal("3", await client.ReadLineAsync(Token));
            await client.WriteLineAsync("4"u8.ToArray(), Token);
            Assert.Equal("4", await client.ReadLineAsync(Long, Token));
            client.Write("5 and "u8);
            client.Write("a half");
            client.WriteLine();
            Assert.Equal("5 and a half", client.ReadLines().First());
            await client.WriteAsync("6\n7\n8\n"u8.ToArray(), Token);
            await foreach (string line in client.ReadLinesAsync(Token))
            {
                Assert.Equal("6", line);
                break;
            }

            byte[] raw = new byte[2];
            client.WriteLine("9");
            client.ReadExactly(raw);
            Assert.Equal("7\n"u8, raw);
            await client.ReadExactlyAsync(raw, Token);
            Assert.Equal("8\n"u8, raw);
            client.ReadExactly(raw, Long);
            Assert.Equal("9\n"u8, raw);
            await client.CompleteAsync(Token);
            Assert.Null(client.ReadLine());
            await echoing;
        }
    }

    [Fact]
    public void A_line_that_is_buffered_already_does_not_keep_the_answer_back()
    {
        (LineConnection client, LineConnection server) = Connected();
        using (client)
        using (server)
        {
            server.WriteLine("220 hello");
            server.WriteLine("250 go on");
            server.Flush();
            Assert.Equal("220 hello", client.ReadLine());
            client.WriteLine("EHLO");
            Assert.Equal("250 go on", client.ReadLine());
            Assert.Equal("EHLO", server.ReadLine(Long));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_thread_reads_while_others_write(bool async)
    {
        const int Writers = 3;
        const int Count = 3000;
        (LineConnection client, LineConnection server) = Connected(new LineOptions { BufferSize = 512 });
        using (client)
        using (server)
        {
            Task[] writing = [.. Enumerable.Range(0, Writers).Select(w => Task.Run(
                async () =>
                {
                    for (int i = 0; i < Count; i++)
                    {
                        if (async)
                            await client.WriteLineAsync($"{w} {i}", Token);
                        else
                            client.WriteLine($"{w} {i}");
                        if (i % 7 == 0)
                            client.Flush();
                    }
                },
                Token))];
            // It answers each line with one, so this end reads, and sends for the writers, all the time.
            Task<int> reading = Task.Run(
                async () =>
                {
                    int lines = 0;
                    while ((async ? await client.ReadLineAsync(Token) : client.ReadLine()) is not null)
                        lines++;
                    return lines;
                },
                Token);
            Task<List<string>> serving = Task.Run(
                () =>
                {
                    var lines = new List<string>();
                    foreach (string line in server.ReadLines())
                    {
                        lines.Add(line);
                        server.WriteLine("ok");
                    }

                    server.Complete();
                    return lines;
                },
                Token);
            await Task.WhenAll(writing);
            client.Complete();
            List<string> received = await serving;
            Assert.Equal(Writers * Count, await reading);
            for (int w = 0; w < Writers; w++)
                Assert.Equal(Enumerable.Range(0, Count).Select(i => $"{w} {i}"), received.Where(l => l.StartsWith($"{w} ", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task A_peer_that_sent_more_than_was_read_gets_the_last_answer(LineMedium medium)
    {
        for (int round = 0; round < 20; round++)
        {
            using LinePair pair = LinePair.Open(medium);
            LineConnection server = pair.Connection();
            byte[] commands = new byte[100_000];
            commands.AsSpan().Fill((byte)'\n');
            "HELO\nQUIT\n"u8.CopyTo(commands);
            Task sending = Task.Run(() => Record.Exception(() => pair.Send(commands)), Token);
            Assert.Equal("HELO", server.ReadLine());
            Assert.Equal("QUIT", server.ReadLine());
            server.WriteLine("221 bye");
            Task closing = round % 2 == 0 ? server.DisposeAsync().AsTask() : Task.Run(server.Dispose, Token);
            await sending;
            Assert.Equal("221 bye\n"u8.ToArray(), await pair.ReceiveAllAsync());
            pair.Peer.Dispose();
            await closing;
            Assert.True(pair.Socket.SafeHandle.IsClosed);
        }
    }

    [Fact]
    public async Task Disposing_ends_a_read_that_another_thread_waits_in_and_refuses_what_follows()
    {
        (LineConnection client, LineConnection server) = Connected();
        using (server)
        {
            Task<string?> read = client.ReadLineAsync(Token).AsTask();
            client.Dispose();
            client.Dispose();
            await client.DisposeAsync();
            Exception? e = await Record.ExceptionAsync(() => read);
            Assert.True(e is IOException or ObjectDisposedException, $"{e}");
            Assert.Throws<ObjectDisposedException>(() => client.ReadLine());
            Assert.Throws<ObjectDisposedException>(() => client.WriteLine("x"));
            Assert.Null(server.ReadLine());
        }
    }

    [Fact]
    public async Task It_owns_the_stream_it_is_given()
    {
        var stream = new ScriptedStream();
        new LineConnection(stream).Dispose();
        Assert.True(stream.IsDisposed);
        stream = new ScriptedStream("a\n"u8.ToArray());
        await using (var connection = new LineConnection(stream))
        {
            connection.WriteLine("b");
            Assert.Null(connection.Socket);
            Assert.Equal("a", connection.ReadLine());
            connection.WriteLine("c");
        }

        Assert.True(stream.IsDisposed);
        Assert.Equal("b\nc\n"u8, stream.Written.ToArray());
        Assert.Throws<ArgumentNullException>(() => new LineConnection((Stream)null!));
        Assert.Throws<ArgumentNullException>(() => new LineConnection((Socket)null!));
        using LineConnection nobody = new(Stream.Null);
        // Neither is it an empty text.
        await Assert.ThrowsAsync<ArgumentNullException>("text", () => nobody.WriteAsync((string)null!, Token).AsTask());
        await Assert.ThrowsAsync<ArgumentNullException>("text", () => nobody.WriteLineAsync((string)null!, Token).AsTask());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connecting_gives_a_connection_or_an_exception_of_its_own_kind(bool async)
    {
        using Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using (LineConnection client = await Connect(listener.Port(), Long))
        using (var server = new LineConnection(await listener.AcceptAsync(Token)))
        {
            Assert.True(client.Socket!.NoDelay);
            client.WriteLine("hello");
            client.Flush();
            Assert.Equal("hello", server.ReadLine());
        }

        int closed = Loopback.ClosedPort();
        var e = await Assert.ThrowsAsync<IOException>(() => Connect(closed, Long));
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(e.InnerException).SocketErrorCode);
        Assert.Contains($"{closed}", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Connect(0, Long));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("timeout", () => Connect(closed, TimeSpan.FromTicks(-1)));

        Task<LineConnection> Connect(int port, TimeSpan timeout) =>
            async
                ? LineConnection.ConnectAsync("127.0.0.1", port, timeout: timeout, cancellationToken: Token).AsTask()
                : Task.Run(() => LineConnection.Connect("127.0.0.1", port, timeout: timeout));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connect_that_ran_out_of_time_is_a_TimeoutException(bool async)
    {
        // A listener whose backlog is full answers nobody.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(Loopback.AnyPort);
        listener.Listen(0);
        var filling = new List<Socket>();
        try
        {
            for (int i = 0; i < 4; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                filling.Add(socket);
                try
                {
                    socket.Connect(listener.LocalEndPoint!);
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
                {
                }
            }

            var limit = TimeSpan.FromMilliseconds(100);
            var e2 = await Assert.ThrowsAsync<TimeoutException>(() => async
                ? LineConnection.ConnectAsync("127.0.0.1", listener.Port(), timeout: limit, cancellationToken: Token).AsTask()
                : Task.Run(() => LineConnection.Connect("127.0.0.1", listener.Port(), timeout: limit)));
            Assert.IsType<SocketException>(e2.InnerException);
        }
        finally
        {
            filling.ForEach(s => s.Dispose());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TLS_is_started_in_place_and_goes_on_with_the_same_options(bool overStream)
    {
        TestCertificate.Require();
        var options = new LineOptions { Terminator = LineTerminator.CrLf, MaxLineLength = 20 };
        (Socket clientSocket, Socket serverSocket) = Loopback.Pair();
        // What was not sent would be waited for without end.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        LineConnection client = overStream
            ? new LineConnection(new NetworkStream(clientSocket, ownsSocket: true), options)
            : new LineConnection(clientSocket, options);
        await using (client)
        {
            await using var server = new LineConnection(serverSocket, options);
            (LineReader reader, LineWriter writer) = (client.Reader, client.Writer);
            Task serving = Task.Run(
                async () =>
                {
                    Assert.Equal("STARTTLS", await server.ReadLineAsync(patience.Token));
                    Assert.True(server.Reader.IsBetweenLines);
                    server.WriteLine("220 go ahead");
                    await server.StartTlsAsync(Server, patience.Token);
                    Assert.Equal("AUTH secret", await server.ReadLineAsync(patience.Token));
                    server.WriteLine("235 welcome");
                    server.Write("0123456789012345678901234567890\r\n");
                    server.Complete();
                    Assert.Null(server.ReadLine());
                },
                Token);
            client.WriteLine("STARTTLS");
            Assert.Equal("220 go ahead", await client.ReadLineAsync(patience.Token));
            ValueTask first = client.StartTlsAsync(Client, patience.Token), second = client.StartTlsAsync(Client, patience.Token);
            await first;
            await Assert.ThrowsAsync<InvalidOperationException>(() => second.AsTask().WaitAsync(Long, Token));
            Assert.Same(reader, client.Reader);
            Assert.Same(writer, client.Writer);
            client.WriteLine("AUTH secret");
            Assert.Equal("235 welcome", client.ReadLine(Long));
            Assert.Throws<LineTooLongException>(() => client.ReadLine());
            Assert.Null(client.ReadLine());
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await client.StartTlsAsync(Client, Token));
            client.Complete();
            await serving;
        }
    }

    [Theory]
    [InlineData("220 go ahead\r\n250 injected\r\n", LineOverflow.Throw)]
    [InlineData("220 go ahead\r\n2", LineOverflow.Throw)]
    [InlineData("220 go ahead\r\n\r\n", LineOverflow.Throw)]
    [InlineData("220 go ahead\r\n250 an injection that is longer than a line\r\n", LineOverflow.Discard)]
    public async Task TLS_is_refused_when_something_came_before_the_handshake(string answer, LineOverflow overflow)
    {
        TestCertificate.Require();
        var options = new LineOptions { MaxLineLength = 20, Overflow = overflow };
        (Socket clientSocket, Socket server) = Loopback.Pair();
        using (server)
        {
            using var client = new LineConnection(clientSocket, options);
            client.WriteLine("STARTTLS");
            client.Flush();
            server.SendAll(System.Text.Encoding.ASCII.GetBytes(answer));
            SpinWait.SpinUntil(() => clientSocket.Available == answer.Length);
            Assert.Equal("220 go ahead", client.ReadLine());
            if (overflow == LineOverflow.Discard)
                Assert.False(client.Reader.TryRead(out _));
            client.WriteLine("not to be sent in clear");
            // A handshake that began would wait for ever.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            var e = await Assert.ThrowsAsync<IOException>(async () => await client.StartTlsAsync(Client, patience.Token));
            Assert.Contains("CVE-2011-0411", e.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<IOException>(async () => await client.StartTlsAsync(Server, patience.Token));
            server.Blocking = false;
            byte[] got = new byte[100];
            Assert.Equal("STARTTLS\n".Length, server.Receive(got));
            Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(() => server.Receive(got)).SocketErrorCode);
        }
    }

    [Fact]
    public async Task TLS_on_a_non_blocking_socket_is_refused_before_anything_is_sent()
    {
        TestCertificate.Require();
        (LineConnection client, LineConnection server) = Connected();
        await using (client)
        await using (server)
        {
            server.Socket!.Blocking = client.Socket!.Blocking = false;
            server.WriteLine("220 go ahead");
            var e = await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.StartTlsAsync(Server, Token));
            Assert.Contains("Blocking", e.Message, StringComparison.Ordinal);
            Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(() => client.Socket!.Receive(new byte[1])).SocketErrorCode);
            server.Socket!.Blocking = client.Socket!.Blocking = true;
            Task serving = server.StartTlsAsync(Server, Token).AsTask();
            Assert.Equal("220 go ahead", client.ReadLine(Long));
            await client.StartTlsAsync(Client, Token);
            await serving;
        }
    }

    [Fact]
    public async Task TLS_is_not_started_under_a_read()
    {
        (LineConnection client, LineConnection server) = Connected();
        using (client)
        using (server)
        {
            Task<string?> read = client.ReadLineAsync(Token).AsTask();
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await client.StartTlsAsync(Client, Token));
            server.WriteLine("a");
            server.Flush();
            Assert.Equal("a", await read);
        }
    }

    [Fact]
    public async Task After_a_handshake_that_failed_the_connection_is_closed()
    {
        TestCertificate.Require();
        (LineConnection client, LineConnection server) = Connected();
        using (client)
        using (server)
        {
            var distrustful = new SslClientAuthenticationOptions { TargetHost = "localhost" };
            Task<Exception?> serving = Record.ExceptionAsync(async () =>
            {
                await server.StartTlsAsync(Server, Token);
                Assert.Null(await server.ReadLineAsync(Token));
                throw new IOException("the client went away");
            }).AsTask();
            await Assert.ThrowsAsync<AuthenticationException>(async () => await client.StartTlsAsync(distrustful, Token));
            Assert.True(client.Socket!.SafeHandle.IsClosed);
            Exception? e = await Record.ExceptionAsync(async () => await client.ReadLineAsync(Token));
            Assert.True(e is ObjectDisposedException or IOException, $"{e}");
            Assert.True(await serving is IOException or AuthenticationException);
        }
    }
}
