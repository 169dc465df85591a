using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Polling;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>The accept loop in a process that has no descriptor left.</summary>
[Collection(Alone.Name)]
public sealed class AcceptAllDescriptorsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Out_of_descriptors_it_goes_on_once_there_are_some(bool asynchronous)
    {
        Requires.Linux();
        using Socket listener = TcpSocket.Listen(0);
        // A thread needs a descriptor to begin, and so does an assembly to be read: all that runs below has run once before.
        const int Threads = 16;
        using (var all = new Barrier(Threads))
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() => all.SignalAndWait())));
        await Task.Delay(1);
        using (Socket first = TcpSocket.Connect("127.0.0.1", listener.Port()))
            (await Task.Run(() => FirstAsync(asynchronous, listener))).Dispose();

        using Socket client = TcpSocket.Connect("127.0.0.1", listener.Port());
        (ulong soft, ulong hard) = Native.DescriptorLimits;
        Native.DescriptorLimits = (10, hard); // all of them are taken
        Task<Socket> accept;
        try
        {
            SocketException error = Assert.Throws<SocketException>(() => listener.Accept());
            Assert.Equal(SocketError.TooManyOpenSockets, error.SocketErrorCode);
            accept = Task.Run(() => FirstAsync(asynchronous, listener));
            await Task.Delay(100); // through some pauses; were it over by then, the loop would have failed
            Assert.False(accept.IsCompleted);
        }
        finally
        {
            Native.DescriptorLimits = (soft, hard);
        }

        using Socket server = await accept;
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
    }

    private static async Task<Socket> FirstAsync(bool asynchronous, Socket listener)
    {
        if (!asynchronous)
            return listener.AcceptAll().First();
        await foreach (Socket client in listener.AcceptAllAsync())
            return client;
        throw new InvalidOperationException("The loop ended.");
    }
}
