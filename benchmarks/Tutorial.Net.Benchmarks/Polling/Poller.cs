using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Polling;

/// <summary>One way to wait until some of many sockets are ready, and to receive from these; as a user of it would write the
/// loop.</summary>
internal abstract class Poller : IDisposable
{
    private readonly byte[] _buffer = new byte[16];

    public abstract string Name { get; }

    /// <summary>Waits until a socket is ready, receives once from each that is, and says how many these were.</summary>
    public abstract int WaitAndReceive();

    public abstract void Dispose();

    protected void Receive(Socket socket) => socket.Receive(_buffer);
}
