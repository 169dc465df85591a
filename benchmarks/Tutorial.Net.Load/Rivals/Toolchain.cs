using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Load;

/// <summary>Makes the servers in other languages out of the sources that lie beside the program, where the machine can.</summary>
internal static class Toolchain
{
    public static string Peer(string name) => Path.Combine(AppContext.BaseDirectory, "peers", name);

    /// <summary>The program compiled from a peer's source, or null without a compiler.</summary>
    public static string? CompileC(string source)
    {
        string program = Path.Combine(OutputFolder(), Path.GetFileNameWithoutExtension(source));
        return Succeeds("gcc", "-O2", "-o", program, Peer(source)) ? program : null;
    }

    /// <summary>Debian has tokio's sources as packages: librust-tokio-dev, librust-tokio-util-dev, librust-futures-dev.</summary>
    public static string? BuildRust(string package)
    {
        string[] debian =
        [
            "--config", "source.crates-io.replace-with='debian'",
            "--config", "source.debian.directory='/usr/share/cargo/registry'",
        ];
        string manifest = Path.Combine(Peer(package), "Cargo.toml"), folder = OutputFolder();
        return Succeeds("cargo", ["build", "--release", "--offline", "--target-dir", folder, "--manifest-path", manifest, .. debian])
            ? Path.Combine(folder, "release", package)
            : null;
    }

    /// <summary>A Python that has the module; Debian's own interpreter knows Debian's packages.</summary>
    public static string? FindPython(string module) =>
        ((string[])["/usr/bin/python3", "python3"]).FirstOrDefault(python => Succeeds(python, "-c", $"import {module}"));

    public static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            process.StandardError.ReadToEnd();
            output.Wait();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    public static int FreePort()
    {
        using Socket socket = TcpSocket.Listen(0);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static string OutputFolder() => Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "peers", "built")).FullName;
}
