using System.Net.Security;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Peers;

/// <summary>A whole dialogue of mail with aiosmtpd, which takes none before TLS.</summary>
public sealed class SmtpTests
{
    private const string Server = """
        import asyncio, ssl, sys, warnings
        warnings.simplefilter("ignore")
        from aiosmtpd.smtp import SMTP

        class Keep:
            async def handle_DATA(self, server, session, envelope):
                with open(sys.argv[2] + "/mail", "ab") as file:
                    file.write(envelope.content)
                return "250 taken"

        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(sys.argv[2] + "/site.pem")
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(loop.create_server(
            lambda: SMTP(Keep(), tls_context=tls, require_starttls=True, loop=loop), "127.0.0.1", int(sys.argv[1])))
        loop.run_forever()
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_goes_over_TLS_and_its_dots_arrive()
    {
        string[] mail = ["Subject: dots", "", ".", "..", ".hidden", "", "a".PadRight(990, '.'), ".", "end"];
        using var server = new PeerServer(Requires.PythonWith("aiosmtpd"), (port, folder) =>
        {
            TestCertificate.WritePem(Path.Combine(folder, "site.pem"));
            return ["-c", Server, $"{port}", folder];
        });
        await using LineConnection smtp = await LineConnection.ConnectAsync(
            "127.0.0.1", server.Port, new LineOptions { Terminator = LineTerminator.CrLf, MaxLineLength = 1000 }, Token);
        Assert.StartsWith("220 ", (await ReadReplyAsync(smtp))[0], StringComparison.Ordinal);
        string[] before = await CommandAsync(smtp, "EHLO client.example.org", "250");
        Assert.Contains("250-STARTTLS", before);
        await CommandAsync(smtp, "MAIL FROM:<ada@example.org>", "530"); // must issue STARTTLS first
        await CommandAsync(smtp, "STARTTLS", "220");

        await smtp.StartTlsAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = TestCertificate.IsOurs }, Token);

        string[] after = await CommandAsync(smtp, "EHLO client.example.org", "250");
        Assert.DoesNotContain(after, line => line.EndsWith("STARTTLS", StringComparison.Ordinal));
        for (int i = 0; i < 2; i++) // two over one connection
        {
            await CommandAsync(smtp, "MAIL FROM:<ada@example.org>", "250");
            await CommandAsync(smtp, "RCPT TO:<bob@example.net>", "250");
            await CommandAsync(smtp, "DATA", "354");
            foreach (string line in mail)
                await smtp.WriteLineAsync(line.StartsWith('.') ? "." + line : line, Token);
            await CommandAsync(smtp, ".", "250");
        }

        await CommandAsync(smtp, "QUIT", "221");
        Assert.Null(await smtp.ReadLineAsync(Limit, Token));
        string sent = string.Concat(mail.Select(line => line + "\r\n"));
        Assert.Equal(sent + sent, await File.ReadAllTextAsync(Path.Combine(server.Folder, "mail"), Encoding.ASCII, Token));
    }

    private static async Task<string[]> CommandAsync(LineConnection smtp, string command, string code)
    {
        await smtp.WriteLineAsync(command, Token);
        string[] reply = await ReadReplyAsync(smtp);
        Assert.All(reply, line => Assert.StartsWith(code, line, StringComparison.Ordinal));
        return reply;
    }

    private static async Task<string[]> ReadReplyAsync(LineConnection smtp)
    {
        List<string> reply = [];
        do
            reply.Add((await smtp.ReadLineAsync(Limit, Token))!);
        while (reply[^1][3] == '-');
        return [.. reply];
    }
}
