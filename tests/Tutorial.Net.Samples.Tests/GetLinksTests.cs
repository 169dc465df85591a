using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

public sealed class GetLinksTests
{
    /// <summary>What the tutorial's getlinks.py does, in Python 3: the href of every a, as it stands.</summary>
    private const string PythonGetLinks = """
        import sys
        from html.parser import HTMLParser
        class GetLinks(HTMLParser):
            def handle_starttag(self, tag, attrs):
                if tag == 'a':
                    for name, value in attrs:
                        if name == 'href': print(value)
        gl = GetLinks()
        gl.feed(open(sys.argv[1], encoding='utf-8').read())
        gl.close()
        """;

    private const string Page = """
        <!doctype html><title>A &amp; B</title><body>
        <a href="http://example.com/">one</a> <A HREF='http://example.com/x?a=1&amp;b=2'>two</A>
        <!-- <a href="http://example.com/comment"> --> <script>document.write('<a href="http://example.com/script">')</script>
        <p><a class=x href=http://example.com/unquoted>three <b>words</b></a> <img src="http://example.com/i.png">
        <div id=nav><a href="http://example.com/nav" rel=nofollow>nav</a><a name=anchor>none</a></div>
        """;

    [Fact]
    public void It_finds_what_the_tutorials_program_finds()
    {
        using var file = new TemporaryFile(Page);
        using ChildProcess program = Python.Start(PythonGetLinks, file.Path);
        string[] python = program.WaitForExit().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(python, Lines(file.Path, "--kind", "hyperlink"));
        Assert.Equal(4, python.Length);
    }

    [Fact]
    public void Its_options_choose_and_describe_links()
    {
        using var file = new TemporaryFile(Page);

        Assert.Equal(["http://example.com/nav"], Lines(file.Path, "--within", "#nav"));
        Assert.Equal(["http://example.com/i.png"], Lines(file.Path, "--kind", "image,MEDIA"));
        Assert.Contains("4:4 http://example.com/unquoted\tthree words", Lines(file.Path, "--text", "--position"));
        JsonElement json = JsonDocument.Parse(Lines(file.Path, "--json", "--within", "#nav")[0]).RootElement;
        Assert.Equal(("Hyperlink", "nav", true), (json.GetProperty("kind").GetString(), json.GetProperty("text").GetString(), json.GetProperty("nofollow").GetBoolean()));
    }

    [Fact]
    public void It_fetches_a_page_and_resolves_its_links()
    {
        using var server = new PageServer(_ => PageServer.Ok("<a href=b><a href=b><a href=c>"));

        Assert.Equal([$"{server.Address}b", $"{server.Address}c"], Lines(server.Address.AbsoluteUri, "--unique"));
    }

    [Fact]
    public void Nothing_from_the_page_reaches_the_terminal_as_a_control_character()
    {
        using var file = new TemporaryFile("<a href='x\u001B]0;title\u0007:\u202E\u009B31m'>\u001B[2J\u0008</a>");
        foreach (string[] options in new string[][] { ["--text"], ["--json"] })
        {
            (int code, string output, _) = Sample.Run("GetLinks", [file.Path, .. options]);
            Assert.Equal(0, code);
            Assert.DoesNotContain(output, c => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || c is '\u202E');
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "the server answered 404 Not Found")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 4\r\n\r\n%PDF", "this is application/pdf, not HTML")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999\r\n\r\n", "99999999 bytes")]
    public void What_is_no_page_is_one_line_and_exit_code_1(string answer, string why)
    {
        using var server = new PageServer(_ => answer);

        AssertOneLine(Sample.Run("GetLinks", server.Address.AbsoluteUri), 1, why);
    }

    [Fact]
    public void An_empty_page_is_no_error_and_says_so()
    {
        using var server = new PageServer(_ => PageServer.Ok(""));

        AssertOneLine(Sample.Run("GetLinks", server.Address.AbsoluteUri), 0, "no links");
    }

    [Fact]
    public void What_does_not_answer_is_one_line_and_exit_code_1()
    {
        AssertOneLine(Sample.Run("GetLinks", $"http://127.0.0.1:{Loopback.ClosedPort()}/"), 1, "refused");
        AssertOneLine(Sample.Run("GetLinks", "/no/such/file"), 1, "/no/such/file");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_one_line_that_says_so()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        Task serving = Task.Run(async () =>
        {
            using Socket peer = await listener.AcceptAsync();
            await using var tls = new SslStream(new NetworkStream(peer));
            try
            {
                await tls.AuthenticateAsServerAsync(certificate);
                await tls.ReadExactlyAsync(new byte[1]);
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client must not go on.
            }
        });

        AssertOneLine(Sample.Run("GetLinks", $"https://127.0.0.1:{listener.Port()}/"), 1, "certificate");
        await serving;
    }

    [Theory]
    [InlineData("--kind", "nonsense", "'nonsense' is no kind of link")]
    [InlineData("--kind", "3", "'3' is no kind of link")]
    [InlineData("--within", "p[", "\"p[\" is no CSS selector")]
    [InlineData("--within", "p:hover", ":hover is not supported")]
    [InlineData("--within", "", "it is empty")]
    [InlineData("--timeout", "0", "--timeout")]
    [InlineData("--max-bytes", "0", "--max-bytes")]
    public void Wrong_usage_is_one_line_and_exit_code_2(string option, string value, string why) =>
        AssertOneLine(Sample.Run("GetLinks", "-", option, value), 2, why);

    [Theory]
    [InlineData("", 2, "PAGE must not be empty")]
    [InlineData("www.site", 1, "www.site: there is no such file. A page on the web begins with https://")]
    [InlineData("www.site/a/b", 1, "www.site/a/b: there is no such file. A page on the web begins with https://")]
    [InlineData("ftp://x/", 1, "ftp://x/: \"ftp\" is not fetched, only http and https")]
    [InlineData("http://", 1, "'http://' is not an address")]
    [InlineData("http://xn--zzzzzzzzé/", 1, "the address has no host that can be connected to")]
    [InlineData("/", 1, "/: this is a directory.")]
    [InlineData(".", 1, ".: this is a directory.")]
    public void What_is_no_page_at_all_is_one_line_that_says_what_is_wrong(string page, int exitCode, string why) =>
        AssertOneLine(Sample.Run("GetLinks", page), exitCode, why);

    [Fact]
    public void A_limit_is_called_what_the_user_calls_it()
    {
        using var file = new TemporaryFile(Page);
        using var slow = new PageServer(async (_, socket) => await socket.ReceiveAsync(new byte[1]));

        AssertOneLine(Sample.Run("GetLinks", file.Path, "--max-bytes", "10"), 1, "The page has more than 10 bytes (--max-bytes is 10).");
        AssertOneLine(Sample.Run("GetLinks", slow.Address.AbsoluteUri, "--timeout", "1"), 1, "the page did not come within 1 s (--timeout)");
    }

    [Fact]
    public void No_limit_but_the_timeout_that_was_asked_for_ends_a_wait()
    {
        using HttpClient client = PageReader.CreateClient();

        Assert.Equal(Timeout.InfiniteTimeSpan, client.Timeout);
    }

    [Fact]
    public void A_selector_selects_inside_what_the_tree_builder_made_by_itself()
    {
        using var file = new TemporaryFile("<div id=d><table><tr><td><a href=http://a/></table></div><a href=http://b/>");

        Assert.Equal(["http://a/"], Lines(file.Path, "--within", "#d"));
    }

    [Fact]
    public void A_standard_input_that_is_closed_is_one_line()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell of Unix");
        using var program = new ChildProcess("/bin/sh", ["-c", $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "GetLinks.dll")}' - <&-"]);

        (int code, _, string error) = program.WaitForExit();

        Assert.Equal("-: standard input is closed.", error.Trim());
        Assert.Equal(1, code);
    }

    [Fact]
    public void Json_holds_an_ampersand_as_it_is_and_nothing_beyond_ASCII()
    {
        using var file = new TemporaryFile("<meta charset=utf-8><a href='http://a/?b&c=<é\\u0026\u202E>' title=x>");

        string line = Assert.Single(Lines(file.Path, "--json"));

        Assert.Contains("b&c=<\\u00e9", line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, c => c is < ' ' or > '~');
        Assert.Equal("http://a/?b&c=<é\\u0026\u202E>", JsonDocument.Parse(line).RootElement.GetProperty("raw").GetString());
    }

    [Fact]
    public void What_is_missing_or_mistyped_is_named()
    {
        AssertOneLine(Sample.Run("GetLinks"), 2, "PAGE is missing.");
        AssertOneLine(Sample.Run("GetLinks", "--nonsense"), 2, "There is no option --nonsense");
    }

    private static void AssertOneLine((int ExitCode, string Output, string Error) run, int exitCode, string text)
    {
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(text, Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static string[] Lines(params IEnumerable<string> arguments)
    {
        (int code, string output, string error) = Sample.Run("GetLinks", arguments);
        Assert.Equal((0, ""), (code, error));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text) => File.WriteAllText(Path, text, new UTF8Encoding(false));

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
