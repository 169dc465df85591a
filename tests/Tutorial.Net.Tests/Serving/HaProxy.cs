using System.Net;
using System.Text.RegularExpressions;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Serving;

/// <summary>HAProxy with the configuration that <c>docs/serving.md</c> shows, its ports and paths put in.</summary>
internal sealed class HaProxy : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("haproxy").FullName;
    private readonly ChildProcess _process;

    /// <param name="one">The first server.</param>
    /// <param name="two">The second.</param>
    /// <param name="version"><c>send-proxy</c> or <c>send-proxy-v2</c>.</param>
    public HaProxy(EndPoint one, EndPoint two, string version)
    {
        string program = Requires.Program("haproxy");
        Plain = new IPEndPoint(IPAddress.Loopback, Loopback.ClosedPort());
        Encrypted = new IPEndPoint(IPAddress.Loopback, Loopback.ClosedPort());
        string certificate = Path.Combine(_folder, "site.pem");
        TestCertificate.WritePem(certificate);

        string text = File.ReadAllText(Path.Combine(Requires.RepositoryRoot, "docs", "haproxy.cfg"));
        foreach ((string shown, string here) in new[]
        {
            ("/run/haproxy/admin.sock", AdminPath), ("/etc/haproxy/site.pem", certificate), ("bind :2000", $"bind {Plain}"),
            ("bind :2443", $"bind {Encrypted}"), ("127.0.0.1:2001", one.ToString()!), ("127.0.0.1:2002", two.ToString()!),
            (" send-proxy-v2", " " + version),
        })
        {
            Assert.Single(Regex.Matches(text, Regex.Escape(shown) + @"\b"));
            text = text.Replace(shown, here, StringComparison.Ordinal);
        }

        string file = Path.Combine(_folder, "haproxy.cfg");
        File.WriteAllText(file, text);
        // In the foreground, so that it ends with the test.
        _process = new ChildProcess(program, "-db", "-f", file);
        TestServer.Until(() => File.Exists(AdminPath) || _process.HasExited, "HAProxy does not start");
        Assert.False(_process.HasExited, _process.HasExited ? _process.WaitForExit().Error : "");
    }

    public IPEndPoint Plain { get; }

    public IPEndPoint Encrypted { get; }

    private string AdminPath => Path.Combine(_folder, "admin.sock");

    /// <summary>Sends a command as an administrator does with <c>socat</c>.</summary>
    /// <returns>The answer, of several lines.</returns>
    public string Command(string command)
    {
        using LineConnection admin = new(UnixSocket.Connect(AdminPath));
        admin.WriteLine(command);
        return string.Join('\n', admin.ReadLines());
    }

    /// <summary>Connections that it has to a server, from <c>show stat</c>.</summary>
    public int ConnectionsTo(string server) => int.Parse(StatOf(server, "scur"));

    /// <summary>A column of <c>show stat</c>.</summary>
    public string StatOf(string server, string column)
    {
        string[] lines = Command("show stat").Split('\n');
        int index = Array.IndexOf(lines[0].TrimStart('#', ' ').Split(','), column);
        return lines.Single(line => line.StartsWith($"lines,{server},", StringComparison.Ordinal)).Split(',')[index];
    }

    public void Dispose()
    {
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
