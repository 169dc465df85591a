using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Sockets.Portable;

/// <summary>
/// The portable forms, which macOS and Windows use: the whole contract suite again in a process in which they are turned on
/// and in which sockets behave as XNU's do (xnu.c).
/// </summary>
[Collection(Alone.Name)]
public sealed class PortableSocketsTests
{
    [Fact]
    public void The_contract_suite_passes_with_the_portable_forms_where_sockets_behave_as_XNUs()
    {
        Requires.Linux();
        Assert.SkipWhen(PortableSwitch.IsOn, "this is that process");
        string folder = Directory.CreateTempSubdirectory("xnu").FullName;
        string shim = Path.Combine(folder, "xnu.so");
        try
        {
            string source = Path.Combine(Requires.RepositoryRoot, "tests/Tutorial.Net.Tests/Sockets/Portable/xnu.c");
            Run(new ProcessStartInfo(Requires.Program("cc"), ["-shared", "-fPIC", "-Wall", "-Werror", "-o", shim, source]));

            var suite = new ProcessStartInfo(
                Path.ChangeExtension(typeof(PortableSocketsTests).Assembly.Location, null),
                ["-namespace", "Tutorial.Net.Tests.Sockets", "-namespace", "Tutorial.Net.Tests.Sockets.Portable", "-parallel", "none"]);
            suite.Environment["LD_PRELOAD"] = shim;
            suite.Environment[PortableSwitch.Variable] = "1";
            string output = Run(suite);

            Assert.Contains("Failed: 0", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Without this the run above might prove nothing.
    [Fact]
    public unsafe void There_sockets_are_XNUs_indeed()
    {
        Assert.SkipUnless(PortableSwitch.IsOn, "only in that process");
        Assert.True(PortableSockets.Enabled);
        var stripped = (delegate* unmanaged<int>)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "xnu_stripped");
        (Socket socket, Socket peer) = Loopback.Pair();
        using (socket)
        using (peer)
        {
            Assert.Equal(2048, NativeOptions.SendsWithoutWaiting(socket));
            int before = stripped();

            socket.SendAll(new byte[10_000]);

            Assert.Equal(5, stripped() - before);
        }
    }

    private static string Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        // A form that blocks where it must not never ends.
        if (!process.WaitForExit(TimeSpan.FromMinutes(15)))
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{start.FileName} ended with {process.ExitCode}:\n{output.Result}\n{error.Result}");
        return output.Result;
    }
}
