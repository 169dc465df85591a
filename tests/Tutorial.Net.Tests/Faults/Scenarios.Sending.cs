using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Faults;

internal static partial class Scenarios
{
    private static Scenario[] Sending =>
    [
        Send("SendAll", (socket, data) => socket.SendAll(data)),
        Send("SendAll with a time limit, non-blocking", (socket, data) =>
        {
            socket.Blocking = false;
            socket.SendAll(data, PeerPatience);
        }),
        Send("SendAllAsync", (socket, data) => Wait(socket.SendAllAsync(data))) with { IsAsynchronous = true },
        Closing("CloseGracefully", socket => socket.CloseGracefully(TimeSpan.FromSeconds(2))),
        Closing("CloseGracefullyAsync", socket => Wait(socket.CloseGracefullyAsync(TimeSpan.FromSeconds(2)))) with { IsAsynchronous = true },
    ];

    private static Scenario Send(string name, Action<Socket, byte[]> send) => new(name)
    {
        Act = run =>
        {
            byte[] data = Bytes(60_000);
            (Socket socket, Socket peer) = Loopback.Pair(sendBuffer: 4096, receiveBuffer: 4096);
            using (socket)
            {
                Task<byte[]> received = ReadToEnd(peer);

                Exception? failure = run.Try(() => send(socket, data));

                long sent = failure is SendIncompleteException incomplete ? incomplete.BytesSent : data.Length;
                socket.Shutdown(SocketShutdown.Send);
                if (failure is null or SendIncompleteException)
                    Assert.Equal(data[..(int)sent], received.Result);
                return failure;
            }
        },
        IsDocumented = static failure => failure is SendIncompleteException,
        // A full buffer, and a look at the socket that failed: the next attempt tells.
        Survives = static fault => fault.Errno == Errno.EAGAIN || fault.Call is not ("send" or "sendmsg"),
    };

    private static Scenario Closing(string name, Action<Socket> close) => new(name)
    {
        Act = run =>
        {
            (Socket socket, Socket peer) = Loopback.Pair();
            byte[] reply = Bytes(20_000);
            Task<bool> sent = SendAndEnd(peer, Bytes(50_000));
            socket.SendAll(reply);

            Exception? failure = run.Try(() => close(socket));

            Assert.True(socket.SafeHandle.IsClosed);
            Assert.True(sent.ContinueWith(_ => true, TaskScheduler.Default).Result);
            return failure;
        },
        // Whatever the peer or the system does.
        Survives = static _ => true,
    };
}
