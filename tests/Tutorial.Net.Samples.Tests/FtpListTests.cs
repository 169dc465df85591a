using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Samples.FtpList;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>FtpList against two real servers, and against one that says what a test wants.</summary>
public sealed class FtpListTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Vsftpd_lists_its_files_by_LIST()
    {
        using PeerServer server = FtpServer.Vsftpd();

        (int exitCode, string output, string error) = Sample.Run("FtpList", "127.0.0.1", "--port", $"{server.Port}");

        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches($@"^d.* {FtpServer.FolderName}\r?$", lines[0]);
        Assert.Matches($@"^-.* 5 .* {FtpServer.FileName}\r?$", lines[1]);
    }

    [Fact]
    public void Pyftpdlib_lists_its_files_by_MLSD_after_a_greeting_of_several_lines()
    {
        using PeerServer server = FtpServer.Pyftpdlib();

        (int exitCode, string output, string error) = Sample.Run("FtpList", "127.0.0.1", "/", "--port", $"{server.Port}");

        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = [.. output.TrimEnd().Split('\n').Select(line => line.TrimEnd('\r')).Order(StringComparer.Ordinal)];
        Assert.Equal(2, lines.Length);
        Assert.Single(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, $@"^\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d +\d+ {FtpServer.FolderName}/$"));
        Assert.Single(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, $@"^\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d +5 {FtpServer.FileName}$"));
    }

    [Fact]
    public void A_user_logs_in_with_a_password_from_standard_input_and_a_wrong_one_is_refused()
    {
        using PeerServer server = FtpServer.Pyftpdlib();
        string[] arguments = ["127.0.0.1", "/" + FtpServer.FolderName, "--port", $"{server.Port}", "--user", "ann", "--password"];
        using ChildProcess asking = Sample.Start("FtpList", [.. arguments, "-"]);
        asking.Input.WriteLine("a secret");

        (int exitCode, string output, string error) = asking.WaitForExit();
        Assert.Equal((0, ""), (exitCode, error));
        Assert.EndsWith($" {64 << 20} {FtpServer.BigFileName}", output.TrimEnd(), StringComparison.Ordinal);

        AssertOneLine(Sample.Run("FtpList", [.. arguments, "no secret"]), $"127.0.0.1:{server.Port}: The server answered PASS with: 530 ");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_one_line()
    {
        using PeerServer server = FtpServer.Pyftpdlib();

        // To MLSD it answers 501, which may mean the command.
        AssertOneLine(Sample.Run("FtpList", "127.0.0.1", "/nowhere", "--port", $"{server.Port}"), "The server answered LIST with: 550 ");
    }

    [Fact]
    public void A_listing_that_breaks_off_fails_although_its_stream_ended_well() =>
        AssertOneLine(Answering("type=file;size=5; one\r\n", "426 the disk is on fire\u001b[2J"), @"The server answered MLSD with: 426 the disk is on fire\x1b[2J");

    [Fact]
    public void What_the_server_lists_is_shown_escaped()
    {
        (int exitCode, string output, string error) = Answering(
            "type=file;size=-5;modify=2026; \u001b[2J\u202Egnp.exe\r\nno facts\u0007\r\n Type=DIR; x\r\ntype=cdir; .\r\n", "226 all of it");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(
            [@"                  -            - \x1b[2J\u{202e}gnp.exe", @"no facts\x07", "                  -            - Type=DIR; x"],
            output.TrimEnd('\n', '\r').Split('\n').Select(line => line.TrimEnd('\r')));
    }

    [Theory]
    [InlineData("229 Entering Extended Passive Mode (|||0|)")]
    [InlineData("229 Entering Extended Passive Mode (|||65536|)")]
    [InlineData("229 Entering Extended Passive Mode (|1|10.0.0.1|80|)")]
    [InlineData("229 Entering Extended Passive Mode (")]
    [InlineData("229 (|||-1|)")]
    [InlineData("229 |||80|")]
    [InlineData("229")]
    public void A_port_that_is_none_is_refused(string reply) =>
        Assert.Contains("named no port", Assert.Throws<IOException>(() => new FtpReply(229, reply[3..]).ExtendedPassivePort()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("Entering Extended Passive Mode (|||6446|)", 6446)]
    [InlineData("(!!!1!).", 1)]
    [InlineData("((((65535()", 65535)]
    public void The_ports_delimiter_is_the_servers_choice(string text, int port) => Assert.Equal(port, new FtpReply(229, text).ExtendedPassivePort());

    [Fact]
    public void A_server_that_drips_is_left_when_the_time_is_up()
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        using ChildProcess client = Sample.Start("FtpList", "127.0.0.1", "--port", $"{listener.Port()}", "--timeout", "1");
        using Socket server = listener.Accept();
        using var drip = new Timer(_ => { try { server.Send("220-more\r\n"u8); } catch (Exception e) when (e is SocketException or ObjectDisposedException) { } }, null, 0, 20);

        AssertOneLine(client.WaitForExit(), $"127.0.0.1:{listener.Port()}: the listing was not whole after 1 s (--timeout).");
    }

    [Theory]
    [InlineData("220-\r\n", 1000, "A reply of the server has more than 1000 lines.")]
    [InlineData("220 x", 4000, "8192")]
    [InlineData("SSH-2.0-OpenSSH\r\n", 1, "The server does not speak FTP: SSH-2.0-OpenSSH")]
    [InlineData("220 hello\n", 1, "a bare LF")]
    public void What_is_no_FTP_is_one_line(string text, int times, string message)
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        using ChildProcess client = Sample.Start("FtpList", "127.0.0.1", "--port", $"{listener.Port()}");
        using (Socket server = listener.Accept())
            server.SendAll(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, times))));

        AssertOneLine(client.WaitForExit(), message);
    }

    [Fact]
    public void A_path_with_a_line_break_is_wrong_usage() =>
        Assert.Equal((2, "", $@"'a\r\nDELE x' holds a control character. See --help.{Environment.NewLine}"), Sample.Run("FtpList", "localhost", "a\r\nDELE x"));

    /// <summary>A run beside a server that lists <paramref name="listing"/>.</summary>
    private static (int ExitCode, string Output, string Error) Answering(string listing, string end)
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        using Socket passive = TcpSocket.Listen(Loopback.AnyPort);
        using ChildProcess client = Sample.Start("FtpList", "127.0.0.1", "--port", $"{listener.Port()}");
        using var control = new LineConnection(listener.Accept(), new LineOptions { Terminator = LineTerminator.CrLf });
        control.WriteLine("220 hello");
        Answer("USER anonymous", "331 which password?");
        Answer("PASS guest@", "230-welcome\r\n230 in");
        Answer("EPSV", $"229 here (|||{passive.Port()}|)");
        using (Socket data = passive.Accept())
        {
            Answer("MLSD", "150 it comes");
            data.SendAll(Encoding.UTF8.GetBytes(listing));
        }

        control.WriteLine(end);
        if (control.ReadLine(Patience) == "QUIT")
            control.WriteLine("221 bye");
        control.Flush();
        return client.WaitForExit();

        void Answer(string command, string answer)
        {
            Assert.Equal(command, control.ReadLine(Patience));
            control.Writer.Write(answer + "\r\n");
            control.Flush();
        }
    }

    private static void AssertOneLine((int ExitCode, string Output, string Error) run, string message)
    {
        Assert.Contains(message, Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }
}
