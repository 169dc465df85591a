using System.Net;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The sink for mail, delivered to by curl and by Python's smtplib.</summary>
public sealed class MailSinkTests : IDisposable
{
    private const string Mail = "Subject: dots\r\n\r\n.\r\n..\r\n.a line\r\nb.\r\n\r\nthe end\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("mails").FullName;
    private readonly ChildProcess _sink;
    private readonly string _port;

    public MailSinkTests()
    {
        _sink = Sample.Start("MailSink", "0", "--folder", _folder);
        _port = IPEndPoint.Parse(_sink.ReadLine()!["listening on ".Length..]).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _sink.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Curl_delivers_a_mail_byte_for_byte()
    {
        string curl = Requires.Program("curl");
        string file = Path.Combine(_folder, "sent");
        File.WriteAllText(file, Mail);
        using ChildProcess client = new(
            curl, "-sS", $"smtp://127.0.0.1:{_port}", "--mail-from", "ann@example.org", "--mail-rcpt", "bob@example.org", "-T", file);
        Assert.Equal((0, "", ""), client.WaitForExit());
        Assert.Equal($"1.eml: {Mail.Length} bytes from <ann@example.org> to <bob@example.org>", WithoutParameters(_sink.ReadLine()!));
        Assert.Equal(Mail, File.ReadAllText(Path.Combine(_folder, "1.eml")));
    }

    [Fact]
    public void A_mail_of_an_earlier_run_is_kept()
    {
        string curl = Requires.Program("curl"), file = Path.Combine(_folder, "sent");
        File.WriteAllText(file, Mail);
        File.WriteAllText(Path.Combine(_folder, "1.eml"), "of an earlier run");
        using ChildProcess client = new(
            curl, "-sS", $"smtp://127.0.0.1:{_port}", "--mail-from", "ann@example.org", "--mail-rcpt", "bob@example.org", "-T", file);
        Assert.Equal((0, "", ""), client.WaitForExit());
        Assert.StartsWith("2.eml", _sink.ReadLine(), StringComparison.Ordinal);
        Assert.Equal("of an earlier run", File.ReadAllText(Path.Combine(_folder, "1.eml")));
    }

    [Fact]
    public void A_folder_that_may_not_be_made_is_one_line()
    {
        Requires.Linux();
        using ChildProcess sink = Sample.Start("MailSink", "0", "--folder", "/sys/mails");

        (int code, string output, string error) = sink.WaitForExit();

        Assert.Equal((1, ""), (code, output));
        Assert.Equal("Access to the path '/sys/mails' is denied.", error.TrimEnd());
    }

    [Fact]
    public void Pythons_smtplib_delivers_several_mails_over_one_connection()
    {
        const string Script = """
            import smtplib, sys
            with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as client:
                for i in range(3):
                    assert client.sendmail("a@example.org", ["b@example.org", "c@example.org"], f"Subject: {i}\n\n.\n..{i}\n") == {}
                try:
                    client.sendmail("a@example.org", "b@example.org", "x" * 70 + "\r\n" + "long line of text\r\n" * 100000)
                except smtplib.SMTPSenderRefused as e:
                    print(e.smtp_code)
                except smtplib.SMTPDataError as e:
                    print(e.smtp_code)
                client.sendmail("a@example.org", "b@example.org", "Subject: last\n\nlast\n")
            """;
        using ChildProcess client = Python.Start(Script, _port);
        Assert.Equal((0, $"552{Environment.NewLine}", ""), client.WaitForExit());
        for (int i = 0; i < 3; i++)
            Assert.Equal($"Subject: {i}\r\n\r\n.\r\n..{i}\r\n", File.ReadAllText(Path.Combine(_folder, $"{i + 1}.eml")));
        Assert.Equal("Subject: last\r\n\r\nlast\r\n", File.ReadAllText(Path.Combine(_folder, "4.eml")));
    }

    [Fact]
    public void A_command_out_of_order_is_refused_and_a_smuggled_mail_never_seen()
    {
        using LineConnection client = Connect();
        foreach ((string command, string code) in new[]
        {
            ("DATA", "503"), ("RCPT TO:<b>", "503"), ("HELO x", "250"), ("MAIL FROM:<a>", "250"), ("DATA", "503"), ("what", "500"), ("RSET", "250"),
            ("RCPT TO:<b>", "503"), ("mail from:<a>", "250"), ("rcpt to:<b>", "250"), ("data", "354"),
        })
        {
            Say(client, command, code);
        }

        client.Writer.Write("text\n.\nMAIL FROM:<eve>\r\n.\r\n"u8);
        Assert.Null(client.ReadLine());
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_line_that_no_mail_has_ends_its_session()
    {
        using LineConnection client = Connect();
        client.Writer.Write([.. Enumerable.Repeat((byte)'x', 8_192), .. "\r\n"u8]);
        Assert.Equal("500 what?", client.ReadLine());

        client.Writer.Write([.. Enumerable.Repeat((byte)'x', 8_193), .. "\r\n"u8]);

        Assert.Null(client.ReadLine());
    }

    [Fact]
    public void What_is_shown_of_a_hundred_recipients_is_a_line_that_can_be_read()
    {
        using LineConnection client = Connect();
        Say(client, "HELO x", "250");
        Say(client, "MAIL FROM:<\u001b[31m>", "250");
        for (int i = 0; i < 100; i++)
            Say(client, $"RCPT TO:<{i:000}{new string('x', 8_000)}>", "250");
        Say(client, "DATA", "354");
        Say(client, "text\r\n.", "250");

        string shown = _sink.ReadLine()!;

        Assert.StartsWith(@"1.eml: 6 bytes from <\x1b[31m> to <000xxx", shown, StringComparison.Ordinal);
        Assert.Matches(@"x\.\.\. \([0-9]+ more bytes\)$", shown);
        Assert.InRange(shown.Length, 100, 300);
    }

    [Fact]
    public void A_folder_that_holds_a_thousand_mails_gets_no_more()
    {
        for (int i = 1; i < 1_000; i++)
            File.WriteAllText(Path.Combine(_folder, $"{i}.eml"), "");
        using LineConnection client = Connect();
        Say(client, "HELO x", "250");
        foreach (string code in new[] { "250", "452", "452" })
        {
            Say(client, "MAIL FROM:<a>", "250");
            Say(client, "RCPT TO:<b>", "250");
            Say(client, "DATA", "354");
            Say(client, "text\r\n.", code);
        }

        Assert.Equal("text\r\n", File.ReadAllText(Path.Combine(_folder, "1000.eml")));
        Assert.Equal(1_000, Directory.GetFiles(_folder).Length);
    }

    private LineConnection Connect()
    {
        LineConnection client = LineConnection.Connect("127.0.0.1", int.Parse(_port));
        Assert.StartsWith("220 ", client.ReadLine(), StringComparison.Ordinal);
        return client;
    }

    private static void Say(LineConnection client, string command, string code)
    {
        client.Writer.Write(Encoding.ASCII.GetBytes(command + "\r\n"));
        Assert.StartsWith(code, client.ReadLine(), StringComparison.Ordinal);
    }

    /// <summary>curl says a mail's SIZE behind its sender.</summary>
    private static string WithoutParameters(string line) => System.Text.RegularExpressions.Regex.Replace(line, " SIZE=[0-9]+", "");
}
