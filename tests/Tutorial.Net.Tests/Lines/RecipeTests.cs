using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Whole dialogues of docs/recipes.md, against peers of the tests' own.</summary>
public class RecipeTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly LineOptions CrLf = new() { Terminator = LineTerminator.CrLf };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Values_of_any_bytes_are_pipelined_and_come_back()
    {
        (Socket here, Socket there) = Loopback.Pair();
        Task serving = Task.Run(() => EchoValues(there), Token);
        byte[][] values = [.. Enumerable.Range(0, 2000).Select(i => Encoding.UTF8.GetBytes($"{new string('x', i % 97)}\r\n$5\r\n\0{i}"))];
        using (var redis = new LineConnection(here, CrLf))
        {
            foreach (byte[] value in values)
            {
                redis.WriteLine($"${value.Length}");
                redis.Write(value);
                redis.WriteLine();
            }

            foreach (byte[] value in values)
            {
                string length = redis.ReadLine(Long)!;
                byte[] answer = new byte[int.Parse(length.AsSpan(1), CultureInfo.InvariantCulture)];
                redis.ReadExactly(answer, Long);
                Assert.Equal("", redis.ReadLine(Long));
                Assert.Equal(value, answer);
            }
        }

        await serving;
    }

    [Fact]
    public async Task A_mail_goes_over_TLS_with_its_dots()
    {
        TestCertificate.Require();
        string[] mail = ["Subject: dots", "", ".hidden", ".", "..", "end"];
        (Socket here, Socket there) = Loopback.Pair();
        Task<List<string>> receiving = ReceiveMailAsync(there);
        await using (var smtp = new LineConnection(here, CrLf))
        {
            await ExpectAsync(smtp, null, "220");
            await ExpectAsync(smtp, "EHLO client.example.org", "250");
            await ExpectAsync(smtp, "STARTTLS", "220");
            await smtp.StartTlsAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    RemoteCertificateValidationCallback = TestCertificate.IsOurs,
                },
                Token);
            await ExpectAsync(smtp, "DATA", "354");
            foreach (string line in mail)
                await smtp.WriteLineAsync(line.StartsWith('.') ? "." + line : line, Token);
            await ExpectAsync(smtp, ".", "250");
        }

        Assert.Equal(mail, await receiving);
    }

    [Fact]
    public async Task A_peer_that_drips_is_waited_for_in_pieces_and_nothing_is_lost()
    {
        (Socket here, Socket there) = Loopback.Pair();
        using var timedOut = new SemaphoreSlim(0);
        Task dripping = Task.Run(
            async () =>
            {
                foreach (byte letter in "a line that takes its time\n"u8.ToArray())
                {
                    await timedOut.WaitAsync(Token); // the next one only after a limit that passed
                    await there.SendAllAsync(new[] { letter }, Token);
                }
            },
            Token);
        using var connection = new LineConnection(here);
        string? line = null;
        for (int attempts = 0; line is null; attempts++)
        {
            try
            {
                line = connection.ReadLine(TimeSpan.FromMilliseconds(5));
                Assert.InRange(attempts, "a line that takes its time\n".Length, int.MaxValue);
            }
            catch (TimeoutException)
            {
                timedOut.Release();
            }
        }

        Assert.Equal("a line that takes its time", line);
        await dripping;
        there.Dispose();
    }

    private static void EchoValues(Socket socket)
    {
        using var client = new LineConnection(socket, CrLf);
        while (client.ReadLine() is { } length)
        {
            byte[] value = new byte[int.Parse(length.AsSpan(1), CultureInfo.InvariantCulture)];
            client.ReadExactly(value);
            Assert.Equal("", client.ReadLine());
            client.WriteLine(length);
            client.Write(value);
            client.WriteLine();
        }
    }

    private static async Task<List<string>> ReceiveMailAsync(Socket socket)
    {
        await using var client = new LineConnection(socket, CrLf);
        await client.WriteLineAsync("220-welcome", Token);
        await client.WriteLineAsync("220 to this server", Token);
        Assert.StartsWith("EHLO ", await client.ReadLineAsync(Token), StringComparison.Ordinal);
        await client.WriteLineAsync("250 STARTTLS", Token);
        Assert.Equal("STARTTLS", await client.ReadLineAsync(Token));
        await client.WriteLineAsync("220 go ahead", Token);
        await client.StartTlsAsync(new SslServerAuthenticationOptions { ServerCertificate = TestCertificate.Value }, Token);
        Assert.Equal("DATA", await client.ReadLineAsync(Token));
        await client.WriteLineAsync("354 go on", Token);
        var mail = new List<string>();
        await foreach (string line in client.ReadLinesAsync(Token))
        {
            if (line == ".")
                break;
            mail.Add(line.StartsWith('.') ? line[1..] : line);
        }

        await client.WriteLineAsync("250 taken", Token);
        return mail;
    }

    private static async Task ExpectAsync(LineConnection smtp, string? command, string code)
    {
        if (command is not null)
            await smtp.WriteLineAsync(command, Token);
        string? reply;
        do
            reply = await smtp.ReadLineAsync(Long, Token);
        while (reply is { Length: > 3 } && reply[3] == '-');
        Assert.StartsWith(code, reply, StringComparison.Ordinal);
    }
}
