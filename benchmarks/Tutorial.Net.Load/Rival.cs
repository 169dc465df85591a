using System.Diagnostics;

namespace Tutorial.Net.Load;

/// <summary>A server to compare with: how to start it, or null when it cannot be had here.</summary>
internal sealed record Rival(string Name, Func<ServerProcess?> Start)
{
    public static IReadOnlyList<Rival> All { get; } =
    [
        new("bare epoll loop in C, looks at no byte", StartC),
        new("**LineServer**", () => StartSelf("lineserver")),
        new("tokio LinesCodec, one thread", StartTokio),
        new("Kestrel ConnectionHandler, PipeReader", () => StartSelf("kestrel")),
        new("task a client, StreamReader", () => StartSelf("tasks")),
        new("Twisted LineOnlyReceiver", () => StartPython("line_echo_twisted.py", "twisted")),
        new("asyncio streams", () => StartPython("line_echo_asyncio.py", "asyncio")),
        new("asyncio streams, uvloop", () => StartPython("line_echo_asyncio.py", "uvloop", "--uvloop")),
    ];

    private static string Peer(string name) => Path.Combine(AppContext.BaseDirectory, "peers", name);

    private static ServerProcess StartSelf(string kind) =>
        new(Environment.ProcessPath!, "serve", kind);

    private static ServerProcess? StartC()
    {
        string program = Path.Combine(Path.GetTempPath(), $"line_echo-{Environment.ProcessId}");
        if (!Succeeds("gcc", "-O2", "-o", program, Peer("line_echo.c")))
            return null;
        ServerProcess process = new(program);
        File.Delete(program);
        return process;
    }

    /// <summary>Debian has tokio's sources as packages (librust-tokio-dev, librust-tokio-util-dev, librust-futures-dev).</summary>
    private static ServerProcess? StartTokio()
    {
        string folder = Path.Combine(Path.GetTempPath(), "line_echo_tokio");
        string manifest = Path.Combine(Peer("line_echo_tokio"), "Cargo.toml");
        string[] debian =
        [
            "--config", "source.crates-io.replace-with='debian'",
            "--config", "source.debian.directory='/usr/share/cargo/registry'",
        ];
        return Succeeds("cargo", ["build", "--release", "--offline", "--target-dir", folder, "--manifest-path", manifest, .. debian])
            ? new ServerProcess(Path.Combine(folder, "release", "line_echo_tokio"))
            : null;
    }

    private static ServerProcess? StartPython(string script, string module, params string[] arguments)
    {
        // Debian's own interpreter knows Debian's modules.
        string? python = ((string[])["/usr/bin/python3", "python3"]).FirstOrDefault(python => Succeeds(python, "-c", $"import {module}"));
        return python is null ? null : new ServerProcess(python, [Peer(script), .. arguments]);
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
