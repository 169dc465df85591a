using System.Globalization;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Peers;

/// <summary>FTP's two connections, of lines and of bytes, beside two servers.</summary>
public sealed class FtpTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_listing_is_lines_and_a_file_is_bytes(bool isVsftpd)
    {
        using PeerServer server = isVsftpd ? FtpServer.Vsftpd() : FtpServer.Pyftpdlib();
        using LineConnection control = LogIn(server);

        using (LineConnection data = Open(control, "LIST"))
        {
            string[] lines = [.. data.ReadLines().Order(StringComparer.Ordinal)];
            Assert.Equal(2, lines.Length);
            Assert.EndsWith(" " + FtpServer.FileName, lines[0], StringComparison.Ordinal);
            Assert.EndsWith(" " + FtpServer.FolderName, lines[1], StringComparison.Ordinal);
        }

        Expect(control, "226");
        using (LineConnection data = Open(control, $"RETR {FtpServer.FileName}"))
        {
            using var file = new MemoryStream();
            data.Reader.AsStream().CopyTo(file);
            Assert.Equal("five\n"u8, file.ToArray());
        }

        Expect(control, "226");
        Command(control, "QUIT", "221");
        Assert.Null(control.ReadLine(Limit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_transfer_that_the_client_breaks_off_leaves_the_control_connection_usable(bool isVsftpd)
    {
        using PeerServer server = isVsftpd ? FtpServer.Vsftpd() : FtpServer.Pyftpdlib();
        using LineConnection control = LogIn(server);

        using (LineConnection data = Open(control, $"RETR {FtpServer.FolderName}/{FtpServer.BigFileName}"))
        {
            byte[] beginning = new byte[100_000];
            data.ReadExactly(beginning, Limit);
            Assert.Equal(new byte[100_000], beginning);
            data.Socket!.Dispose(); // the connection's own end would take in the rest
        }

        Expect(control, "426"); // the data connection was closed, the transfer aborted
        Command(control, "NOOP", "200");
        using (LineConnection data = Open(control, $"RETR {FtpServer.FileName}"))
            Assert.Equal("five", data.ReadLine(Limit));
        Expect(control, "226");
    }

    private static LineConnection LogIn(PeerServer server)
    {
        LineConnection control = LineConnection.Connect("127.0.0.1", server.Port, new LineOptions { Terminator = LineTerminator.CrLf }, Limit);
        Expect(control, "220");
        Command(control, "USER anonymous", "331");
        Command(control, "PASS guest@example.org", "230");
        Command(control, "TYPE I", "200");
        return control;
    }

    private static LineConnection Open(LineConnection control, string command)
    {
        string port = Command(control, "EPSV", "229").Split('|')[3];
        LineConnection data = LineConnection.Connect("127.0.0.1", int.Parse(port, CultureInfo.InvariantCulture), timeout: Limit);
        control.WriteLine(command);
        Assert.Matches("^(125|150) ", control.ReadLine(Limit));
        return data;
    }

    private static string Command(LineConnection control, string text, string code)
    {
        control.WriteLine(text);
        return Expect(control, code);
    }

    private static string Expect(LineConnection control, string code)
    {
        string line = control.ReadLine(Limit)!;
        Assert.StartsWith(code, line, StringComparison.Ordinal);
        if (line[3] == '-')
        {
            while (!line.StartsWith(code + " ", StringComparison.Ordinal))
                line = control.ReadLine(Limit)!;
        }

        return line;
    }
}
