using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Tutorial.Net.Tests.Serving;

/// <summary>A running server and its clients; disposing it stops it, and says what went wrong in its thread.</summary>
internal sealed class TestServer : IDisposable
{
    /// <summary>Long enough for anything that comes at all, on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _owned = [];
    private readonly string? _folder;

    public TestServer(
        ILineHandler handler,
        LineServerOptions? options = null,
        bool unix = false,
        ILoggerFactory? loggerFactory = null,
        Func<Socket, ISessionTransport>? transport = null)
    {
        Server = new LineServer(handler, options, loggerFactory);
        if (transport is not null)
            Server.Loop.CreateTransport = transport;
        if (unix)
            _folder = Directory.CreateTempSubdirectory("serving").FullName;
        EndPoint = Server.Listen(unix ? new UnixDomainSocketEndPoint(Path.Combine(_folder!, "s")) : new IPEndPoint(IPAddress.Loopback, 0));
        Running = Server.RunAsync(_stop.Token);
    }

    public LineServer Server { get; }

    public EndPoint EndPoint { get; }

    public Task Running { get; }

    public TestClient Connect(int? receiveBuffer = null)
    {
        TestClient client = new(EndPoint, receiveBuffer);
        _owned.Add(client);
        return client;
    }

    /// <summary>Runs something on the server's thread and waits for it.</summary>
    public void OnLoop(Action action)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Server.Post(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        Assert.True(done.Task.Wait(Patience), "the loop does nothing");
    }

    /// <summary>Waits until something is so, with the loop going on.</summary>
    public static void Until(Func<bool> condition, string what = "it did not come to be")
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, what);
            Thread.Yield();
        }
    }

    /// <summary>Waits until the loop has seen what was sent, and armed its times: the clock may be turned only then.</summary>
    public void AwaitReceived(long session, long bytes) => Until(() =>
    {
        long received = -1;
        OnLoop(() => received = Server.Sessions.SingleOrDefault(it => it.Id == session)?.Core.Received ?? -1);
        return received >= bytes;
    });

    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();
        _stop.Cancel();
        Assert.True(Running.Wait(Patience), "the server does not end");
        Server.Dispose();
        _stop.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
