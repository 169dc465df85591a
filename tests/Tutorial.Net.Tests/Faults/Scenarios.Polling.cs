using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Faults;

internal static partial class Scenarios
{
    private static Scenario[] Polling => [Multiplex(MultiplexerBackend.Epoll), Multiplex(MultiplexerBackend.Select)];

    /// <summary>What failed is done again, and then goes on: a fault leaves the multiplexer as it was.</summary>
    private static Scenario Multiplex(MultiplexerBackend backend) => new($"SocketMultiplexer over {backend}")
    {
        Act = run =>
        {
            (Socket socket, Socket peer) = Loopback.Pair();
            using (socket)
            using (peer)
            {
                Exception? failure = null;
                Exception? other = run.Try(() =>
                {
                    using SocketMultiplexer multiplexer = Again(() => new SocketMultiplexer(backend), ref failure);
                    Work(multiplexer, socket, peer, ref failure);
                });
                return other ?? failure;
            }
        },
        IsDocumented = static failure => failure is IOException or InvalidOperationException,
        Survives = static fault => fault.Call is "epoll_wait" or "epoll_pwait2",
    };

    private static void Work(SocketMultiplexer multiplexer, Socket socket, Socket peer, ref Exception? failure)
    {
        ReadySocket[] ready = new ReadySocket[4];
        SocketRegistration registration = Again(() => multiplexer.Register(socket, SocketEvents.Read), ref failure);
        Assert.Equal(1, multiplexer.Count);
        Assert.Equal(0, Again(() => multiplexer.Wait(ready, TimeSpan.FromMilliseconds(1.5)), ref failure));

        _ = Again(() => registration.Events = SocketEvents.Read | SocketEvents.Write | SocketEvents.HangUp, ref failure);
        Assert.Equal(1, Again(() => multiplexer.Wait(ready, PeerPatience), ref failure));
        Assert.Equal(SocketEvents.Write, ready[0].Events);

        _ = Again(() => registration.Events = SocketEvents.None, ref failure);
        _ = Again(() => registration.Events = SocketEvents.Read, ref failure);
        Task<int> sent = FaultShim.Exempt(() => peer.Send("x"u8));
        Assert.Equal(1, Again(() => multiplexer.Wait(ready, PeerPatience), ref failure));
        Assert.Equal(SocketEvents.Read, ready[0].Events);
        Assert.Equal(1, sent.Result);
        Assert.Equal(1, FaultShim.Exempt(() => socket.Receive(new byte[9])).Result);

        multiplexer.Wake();
        Assert.Equal(0, Again(() => multiplexer.Wait(ready), ref failure));
        Assert.True(multiplexer.Unregister(socket));
        Assert.Equal(0, multiplexer.Count);
    }

    private static T Again<T>(Func<T> action, ref Exception? failure)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (failure is null && exception is (IOException or InvalidOperationException))
        {
            failure = exception;
            return action();
        }
    }
}
