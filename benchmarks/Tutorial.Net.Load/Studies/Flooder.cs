using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Load.Studies;

/// <summary>Sends lines as fast as they go, and reads as fast as they come back, on two threads of its own.</summary>
internal sealed class Flooder : IDisposable
{
    private static readonly byte[] Lines = [.. Enumerable.Repeat("flood\n"u8.ToArray(), 8_192).SelectMany(line => line)];

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Thread _sender;
    private readonly Thread _reader;
    private long _received;

    public Flooder(EndPoint server)
    {
        _socket.Connect(server);
        _sender = Begin(() => _socket.Send(Lines));
        _reader = Begin(() =>
        {
            byte[] buffer = new byte[65_536];
            int count = _socket.Receive(buffer);
            Interlocked.Add(ref _received, count);
            return count;
        });
    }

    /// <summary>Lines that have come back.</summary>
    public long Received => Interlocked.Read(ref _received) / "flood\n".Length;

    public void Dispose()
    {
        _socket.Shutdown(SocketShutdown.Both);
        _sender.Join();
        _reader.Join();
        _socket.Dispose();
    }

    private static Thread Begin(Func<int> step)
    {
        Thread thread = new(() =>
        {
            try
            {
                while (step() > 0)
                {
                }
            }
            catch (SocketException)
            {
                // Shut down by Dispose.
            }
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }
}
