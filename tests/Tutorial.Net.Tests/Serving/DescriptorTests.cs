using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Polling;

namespace Tutorial.Net.Tests.Serving;

/// <summary>Clients take descriptors, and must not take the last: without any, .NET starts no thread, and its pool ends the
/// process.</summary>
[Collection(Alone.Name)]
public sealed class DescriptorTests
{
    private const int Clients = 60;

    /// <summary>Descriptors that the server may still have: fewer than clients come.</summary>
    private const int Room = 40;

    /// <summary>What a few threads take.</summary>
    private const int Left = 8;

    [Fact]
    public void However_many_clients_come_some_descriptors_are_left_to_the_rest_of_the_process()
    {
        Requires.Linux();
        ScriptHandler handler = new();
        using ListLogger log = new();
        using TestServer server = new(handler, loggerFactory: log);
        List<Socket> fillers = [];
        Socket[] clients = [.. Enumerable.Range(0, Clients).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];
        (ulong Soft, ulong Hard) limits = Native.DescriptorLimits;
        try
        {
            // Whatever is free below is taken, so that the limit is met by those that come.
            long highest = clients.Max(client => client.SafeHandle.DangerousGetHandle());
            do
                fillers.Add(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
            while (fillers[^1].SafeHandle.DangerousGetHandle() < highest);
            Native.DescriptorLimits = ((ulong)highest + Room, limits.Hard);
            foreach (Socket client in clients)
                client.Connect(server.EndPoint);
            TestServer.Until(() => log.Entries.Count(entry => entry.Id == 506) >= 3);
            Assert.InRange(handler.ConnectedCount, 1, Room - Left);
            SafeFileHandle[] files = [.. Enumerable.Range(0, Left).Select(_ => File.OpenHandle("/dev/null"))];
            Array.ForEach(files, file => file.Dispose());
            // Throws OutOfMemoryException where there is none.
            Thread thread = new(() => { });
            thread.Start();
            thread.Join();
        }
        finally
        {
            Native.DescriptorLimits = limits;
        }

        TestServer.Until(() => handler.ConnectedCount == Clients);
        foreach (Socket socket in (IEnumerable<Socket>)[.. clients, .. fillers])
            socket.Dispose();
    }
}
