using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Serving;

namespace Tutorial.Net.Tests.Peers;

/// <summary>Servers of ours under TLS, their client OpenSSL's.</summary>
public sealed class TlsProxyTests
{
    [Fact]
    public void Openssl_speaks_to_a_line_server_through_hitch_which_tells_who_it_is()
    {
        using var lines = new TestServer(
            new ScriptHandler { Line = (session, in line) => session.WriteLine($"{session.RemoteEndPoint} said {line}") },
            new LineServerOptions { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] });
        using PeerServer hitch = new(Requires.Program("hitch"), (port, folder) =>
        {
            string certificate = Path.Combine(folder, "site.pem");
            TestCertificate.WritePem(certificate);
            return
            [
                $"--frontend=[127.0.0.1]:{port}", $"--backend=[127.0.0.1]:{((IPEndPoint)lines.EndPoint).Port}", "--workers=1", "--write-proxy-v2=on",
                .. Environment.IsPrivilegedProcess ? (string[])["--user=nobody", "--group=nogroup"] : [], // it refuses to work as root
                "--quiet", certificate,
            ];
        });
        using ChildProcess client = new(Requires.Program("openssl"), "s_client", "-quiet", "-verify_quiet", "-connect", $"127.0.0.1:{hitch.Port}");
        client.Input.WriteLine("hello");
        client.Input.WriteLine("again");
        client.Input.Flush();

        string first = client.ReadLine()!;
        Assert.Matches("^127\\.0\\.0\\.1:[0-9]+ said hello$", first);
        Assert.Equal(first.Replace("hello", "again", StringComparison.Ordinal), client.ReadLine());
    }

    [Fact]
    public async Task Openssl_starts_TLS_in_the_middle_of_a_dialogue_of_mail()
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        using ChildProcess client = new(
            Requires.Program("openssl"), "s_client", "-quiet", "-verify_quiet", "-starttls", "smtp", "-connect", $"127.0.0.1:{listener.Port()}");
        await using var server = new LineConnection(await listener.AcceptAsync(TestContext.Current.CancellationToken), new LineOptions { Terminator = LineTerminator.CrLf });
        server.WriteLine("220 hello");
        Assert.StartsWith("EHLO ", server.ReadLine(TestServer.Patience), StringComparison.Ordinal);
        server.WriteLine("250-localhost");
        server.WriteLine("250 STARTTLS");
        Assert.Equal("STARTTLS", server.ReadLine(TestServer.Patience));
        server.WriteLine("220 go ahead");

        await server.StartTlsAsync(new SslServerAuthenticationOptions { ServerCertificate = TestCertificate.Value }, TestContext.Current.CancellationToken);

        server.Reader.Terminator = LineTerminator.Lf; // what is typed now
        await client.Input.WriteLineAsync("in secret");
        await client.Input.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal("in secret", server.ReadLine(TestServer.Patience));
        server.WriteLine("heard");
        server.Flush();
        client.WaitForLine("heard");
    }
}
