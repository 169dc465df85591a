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

        PreloadedSuite.Run(
            "tests/Tutorial.Net.Tests/Sockets/Portable/xnu.c",
            ["-namespace", "Tutorial.Net.Tests.Sockets", "-namespace", "Tutorial.Net.Tests.Sockets.Portable"],
            (PortableSwitch.Variable, "1"));
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
}
