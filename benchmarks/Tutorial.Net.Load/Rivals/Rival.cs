using System.Globalization;

namespace Tutorial.Net.Load;

/// <summary>A server to compare with.</summary>
/// <param name="Key">For the command line.</param>
/// <param name="Name">As the table has it.</param>
/// <param name="Needs">What it takes, for a machine that lacks it.</param>
/// <param name="Find">How it is started, or null when it cannot be had here. Asked once.</param>
internal sealed record Rival(string Key, string Name, string Needs, Func<Launch?> Find)
{
    public const string Limit = "bare epoll loop in C, looks at no byte";

    /// <summary>The line server on one thread and on two, each line with work to do.</summary>
    public static IReadOnlyList<Rival> Loops { get; } =
    [
        new("one", "one server", "", () => Self("lineserver", "--hashes", "50")),
        new("shared", "two servers, one port (`ReusePort`)", "", () => Self("lineserver", "--hashes", "50", "--servers", "2")),
        new("dealt", "two servers, one acceptor (`Adopt`)", "", () => Self("lineserver", "--hashes", "50", "--servers", "2", "--deal")),
    ];

    public static IReadOnlyList<Rival> All { get; } =
    [
        new("c", Limit, "gcc", () => Toolchain.CompileC("line_echo.c") is { } program ? new Launch(program) : null),
        new("lineserver", "**LineServer**", "", () => Self("lineserver")),
        new("lineserver-spin", "**LineServer**, `SpinTime` 100 µs", "", () => Self("lineserver", "--spin", "100")),
        new("tokio", "tokio LinesCodec, one thread", "cargo, librust-tokio-dev, librust-tokio-util-dev, librust-futures-dev", FindTokio),
        new("redis", "redis-server, PING", "redis-server", FindRedis),
        new("kestrel", "Kestrel ConnectionHandler, PipeReader", "", () => Self("kestrel")),
        new("tasks", "a task a client, StreamReader", "", () => Self("tasks")),
        new("dotnetty", "DotNetty LineBasedFrameDecoder", "", () => Self("dotnetty")),
        new("netty", "Netty LineBasedFrameDecoder, NIO, one thread", "a JDK, libnetty-java", FindNetty),
        new("twisted", "Twisted LineOnlyReceiver", "python3-twisted", () => FindPython("line_echo_twisted.py", "twisted")),
        new("asyncio", "asyncio streams", "python3", () => FindPython("line_echo_asyncio.py", "asyncio")),
        new("uvloop", "asyncio streams, uvloop", "python3-uvloop", () => FindPython("line_echo_asyncio.py", "uvloop", "--uvloop")),
    ];

    private static Launch Self(params string[] arguments) => new(Environment.ProcessPath!, ["serve", .. arguments]);

    private static Launch? FindTokio() => Toolchain.BuildRust("line_echo_tokio") is { } program ? new Launch(program) : null;

    private static Launch? FindRedis()
    {
        if (!Toolchain.Succeeds("redis-server", "--version"))
            return null;
        int port = Toolchain.FreePort();
        string[] arguments = ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--maxclients", "5000"];
        return new Launch("redis-server", arguments) { Port = port, Dialogue = ("PING", "+PONG") };
    }

    /// <summary>Debian's Netty comes without its native transport: what it waits with is Java's selector.</summary>
    private static Launch? FindNetty()
    {
        string[] jars = [.. ((string[])["buffer", "codec", "common", "resolver", "transport"]).Select(static part => $"/usr/share/java/netty-{part}.jar")];
        return jars.All(File.Exists) && Toolchain.Succeeds("java", "--version")
            ? new Launch("java", "-cp", string.Join(':', [.. jars, "/usr/share/java/jctools-core.jar"]), Toolchain.Peer("LineEchoNetty.java"))
            : null;
    }

    private static Launch? FindPython(string script, string module, params string[] arguments) =>
        Toolchain.FindPython(module) is { } python ? new Launch(python, [Toolchain.Peer(script), .. arguments]) : null;
}
