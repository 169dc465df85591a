using System.Net.Security;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>A line protocol that upgrades to TLS in place, as SMTP does (RFC 3207), and what must be checked before it does.</summary>
public class StartTlsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Options_that_are_null_are_named()
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket);
        using LineConnection connection = pair.Connection();
        SslClientAuthenticationOptions client = null!;
        SslServerAuthenticationOptions server = null!;
        await Assert.ThrowsAsync<ArgumentNullException>("options", async () => await connection.StartTlsAsync(client, Token));
        await Assert.ThrowsAsync<ArgumentNullException>("options", async () => await connection.StartTlsAsync(server, Token));
    }

    [Fact]
    public async Task A_line_connection_upgrades_to_TLS_when_nothing_was_read_ahead()
    {
        TestCertificate.Require();
        (Socket client, Socket server) = Loopback.Pair();
        using (client)
        using (server)
        {
            Task<string> serving = ServeAsync(server);
            using (var writer = new LineWriter(client))
            using (var reader = new LineReader(client))
            {
                writer.WriteLine("STARTTLS");
                writer.Flush();
                Assert.Equal("220 go ahead", await reader.ReadLineAsync(Token));
                Assert.True(reader.IsBetweenLines);
            }

            await using var tls = new SslStream(new NetworkStream(client), false, TestCertificate.IsOurs);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, Token);
            await using var secretWriter = new LineWriter(tls);
            secretWriter.WriteLine("AUTH secret");
            await secretWriter.CompleteAsync(Token);
            using var secretReader = new LineReader(tls);
            Assert.Equal("235 welcome", await secretReader.ReadLineAsync(Token));
            Assert.Equal("AUTH secret", await serving);
        }
    }

    [Fact]
    public async Task Bytes_injected_before_the_handshake_are_seen_and_the_upgrade_refused()
    {
        (Socket client, Socket server) = Loopback.Pair();
        using (client)
        using (server)
        {
            client.SendAll("STARTTLS\r\nMAIL FROM:<attacker>\r\n"u8);
            // A handshake that began all the same would fail, not wait.
            client.Shutdown(SocketShutdown.Send);
            SpinWait.SpinUntil(() => server.Available == 32);
            Assert.Equal("refused", await ServeAsync(server));
            using var reader = new LineReader(client);
            Assert.Equal("554 injected", reader.ReadLine());
        }
    }

    private static async Task<string> ServeAsync(Socket socket)
    {
        using (var writer = new LineWriter(socket) { AutoFlush = true })
        using (var reader = new LineReader(socket))
        {
            Assert.Equal("STARTTLS", await reader.ReadLineAsync(Token));
            if (!reader.IsBetweenLines)
            {
                writer.WriteLine("554 injected");
                return "refused";
            }

            writer.WriteLine("220 go ahead");
        }

        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = TestCertificate.Value }, Token);
        using var secretReader = new LineReader(tls);
        string? said = await secretReader.ReadLineAsync(Token);
        Assert.Null(await secretReader.ReadLineAsync(Token));
        using var secretWriter = new LineWriter(tls);
        secretWriter.WriteLine("235 welcome");
        secretWriter.Complete();
        return said!;
    }
}
