using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Samples.ThreeServers;

/// <summary>A thread for each client: easy to read, and who does not read holds up whoever speaks, here for up to five seconds.</summary>
internal sealed class ThreadServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Socket, object> _locks = [];

    public static Task RunAsync(Socket listener, CancellationToken cancellationToken)
    {
        ThreadServer server = new();
        cancellationToken.Register(listener.Dispose);
        return Task.Factory.StartNew(
            () =>
            {
                foreach (Socket client in listener.AcceptAll())
                    new Thread(() => server.Serve(client)) { IsBackground = true }.Start();
            },
            TaskCreationOptions.LongRunning);
    }

    private void Serve(Socket client)
    {
        _locks[client] = new object();
        try
        {
            using var reader = new LineReader(client, new LineOptions { Terminator = LineTerminator.Universal }, ownsSocket: true);
            client.NoDelay = true;
            foreach (string line in reader.ReadLines())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
                foreach ((Socket other, object ofOther) in _locks)
                    Send(other, ofOther, bytes);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // Gone, too long a line, or let go by Send. A thread that throws would end the process.
        }

        _locks.TryRemove(client, out _);
    }

    private void Send(Socket other, object ofOther, byte[] bytes)
    {
        try
        {
            lock (ofOther)
                other.SendAll(bytes, Patience);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            _locks.TryRemove(other, out _);
            other.Dispose();
        }
    }
}
