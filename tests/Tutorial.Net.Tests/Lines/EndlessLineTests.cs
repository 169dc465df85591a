using System.Globalization;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>1 GiB without a line end, over a socket, in a process that has 64 MiB of heap.</summary>
public class EndlessLineTests
{
    private static readonly int Amount = Campaign.Cases(1 << 30);

    [Fact]
    public void A_line_of_1_GiB_in_CI_is_an_error_or_nothing_in_64_MiB_of_heap()
    {
        Requires.Linux();
        using var child = new ChildProcess(
            Requires.Program("env"),
            "DOTNET_GCHeapHardLimit=4000000",
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            typeof(EndlessLineTests).Assembly.Location,
            "-explicit",
            "only",
            "-method",
            $"{typeof(EndlessLineTests)}.{nameof(In_a_small_process)}",
            "-noColor");
        (int exitCode, string output, string error) = child.WaitForExit();
        Assert.True(exitCode == 0 && output.Contains("Total: 2, Errors: 0, Failed: 0", StringComparison.Ordinal), output + error);
    }

    [Theory(Explicit = true)]
    [InlineData(LineOverflow.Throw)]
    [InlineData(LineOverflow.Discard)]
    public void In_a_small_process(LineOverflow overflow)
    {
        (Socket client, Socket server) = Loopback.Pair();
        using (client)
        using (server)
        {
            var thread = new Thread(() => SendEndlessLine(client));
            thread.Start();
            using var reader = new LineReader(server, new LineOptions { Overflow = overflow });
            long before = PeakKibibytes();
            if (overflow == LineOverflow.Throw)
            {
                Assert.True(reader.WaitToRead());
                Assert.Throws<LineTooLongException>(() => reader.TryRead(out _));
            }

            Assert.Equal("next", reader.ReadLine());
            Assert.Null(reader.ReadLine());
            thread.Join();
            Assert.Equal(overflow == LineOverflow.Discard ? 1 : 0, reader.DiscardedLines);
            Assert.InRange(PeakKibibytes() - before, 0, 16 << 10);
        }
    }

    private static void SendEndlessLine(Socket socket)
    {
        byte[] block = new byte[1 << 20];
        block.AsSpan().Fill((byte)'x');
        for (long sent = 0; sent < Amount; sent += block.Length)
            socket.SendAll(block);
        socket.SendAll("\nnext\n"u8);
        socket.Shutdown(SocketShutdown.Send);
    }

    private static long PeakKibibytes()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture);
    }
}
