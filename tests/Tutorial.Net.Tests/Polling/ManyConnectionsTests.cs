using System.Globalization;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling;

/// <summary>As many connections as a process with 20,000 descriptors can look at with Socket.Select, two entries each.</summary>
[Collection(Alone.Name)]
public sealed class ManyConnectionsTests
{
    private const int Connections = 9000;
    private const int Echoes = 10;

    /// <summary>The clients, in a process of their own: each sends 10 numbered messages, and has each back before it sends the
    /// next.</summary>
    private const string Clients = """
        import resource, selectors, socket, struct, sys
        port, count, echoes = map(int, sys.argv[1:])
        resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
        selector, errors, done = selectors.DefaultSelector(), 0, 0
        for number in range(count):
            sock = socket.create_connection(('127.0.0.1', port))
            # No TIME_WAIT: a second run would be short of ports.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            selector.register(sock, selectors.EVENT_READ, [number, 0])
            sock.send(b'%05d:0' % number)
        print('connected', flush=True)
        while selector.get_map():
            for key, _ in selector.select():
                number, echo = key.data
                data = key.fileobj.recv(100)
                if data != b'%05d:%d' % (number, echo):
                    errors += 1
                elif echo + 1 < echoes:
                    key.data[1] += 1
                    key.fileobj.send(b'%05d:%d' % (number, echo + 1))
                    continue
                else:
                    done += 1
                selector.unregister(key.fileobj)
                key.fileobj.close()
        print('done', done, 'errors', errors, flush=True)
        """;

    [Theory]
    [InlineData(MultiplexerBackend.Epoll)]
    [InlineData(MultiplexerBackend.Select)]
    public void Nine_thousand_connections_are_held_and_echoed_ten_times_each(MultiplexerBackend backend)
    {
        Requires.Linux();
        ulong needed = (2 * Connections) + 200;
        ulong limit = Native.DescriptorLimits.Soft;
        Requires.Machine(limit >= needed, $"{needed} descriptors", $"ulimit -n {needed}");
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        listener.Bind(Loopback.AnyPort);
        listener.Listen(4096);
        int[] arguments = [listener.Port(), Connections, Echoes];
        using ChildProcess clients = Python.Start(Clients, arguments.Select(i => i.ToString(CultureInfo.InvariantCulture)));
        using SocketMultiplexer multiplexer = new(backend);
        multiplexer.Register(listener, SocketEvents.Read);

        (int most, int echoed) = Serve(multiplexer, listener);

        Assert.Equal(Connections, most);
        Assert.Equal(Connections * Echoes, echoed);
        Assert.Equal("connected", clients.ReadLine());
        Assert.Equal($"done {Connections} errors 0", clients.ReadLine());
        Assert.Equal(1, multiplexer.Count);
    }

    /// <summary>Accepts them all before the first echo, so that all are held at once; then echoes until all have gone.</summary>
    private static (int Most, int Echoed) Serve(SocketMultiplexer multiplexer, Socket listener)
    {
        List<Socket> accepted = new(Connections);
        ReadySocket[] ready = new ReadySocket[1024];
        while (accepted.Count < Connections)
        {
            Assert.True(multiplexer.Wait(ready, TimeSpan.FromSeconds(30)) > 0, $"only {accepted.Count} connections");
            while (accepted.Count < Connections && listener.Poll(0, SelectMode.SelectRead))
                accepted.Add(listener.Accept());
        }

        foreach (Socket socket in accepted)
        {
            socket.Blocking = false;
            multiplexer.Register(socket, SocketEvents.Read);
        }

        int most = multiplexer.Count - 1, left = most, echoed = 0;
        byte[] buffer = new byte[100];
        while (left > 0)
        {
            int count = multiplexer.Wait(ready, TimeSpan.FromSeconds(30));
            Assert.True(count > 0, $"{left} connections are silent");
            foreach (ReadySocket socket in ready.AsSpan(0, count))
            {
                int received = socket.Socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out SocketError error);
                if (received > 0 && error == SocketError.Success)
                {
                    echoed++;
                    Assert.Equal(received, socket.Socket.Send(buffer.AsSpan(0, received)));
                    continue;
                }

                left--;
                socket.Registration.Dispose();
                socket.Socket.Dispose();
            }
        }

        return (most, echoed);
    }
}
