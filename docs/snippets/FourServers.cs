using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Snippets;

/// <summary>Chapter 7: the same server four ways. Each client's lines go back to it.</summary>
internal static class FourServers
{
    public static void ThreadEach(Socket listener)
    {
        #region thread-each
        foreach (Socket client in listener.AcceptAll())             // until the listener is closed
            new Thread(() => Serve(client)) { IsBackground = true }.Start();

        static void Serve(Socket client)
        {
            try
            {
                // Any line end will do, so no line holds one and each can be sent back.
                using var connection = new LineConnection(client, new LineOptions { Terminator = LineTerminator.Universal });
                while (connection.ReadLine(TimeSpan.FromMinutes(1)) is { } line)
                    connection.WriteLine(line);                     // sent before the next line is waited for
            }
            catch (Exception e) when (e is IOException or TimeoutException)
            {
                // This client is gone, or says nothing. The others have their own threads.
            }
        }
        #endregion
    }

    public static async Task TaskEachAsync(Socket listener, CancellationToken cancellationToken)
    {
        #region task-each
        await foreach (Socket client in listener.AcceptAllAsync(cancellationToken))
            _ = ServeAsync(client, cancellationToken);              // begins, and goes on to the next client

        static async Task ServeAsync(Socket client, CancellationToken cancellationToken)
        {
            try
            {
                await using var connection = new LineConnection(client, new LineOptions { Terminator = LineTerminator.Universal });
                while (await connection.ReadLineAsync(TimeSpan.FromMinutes(1), cancellationToken) is { } line)
                    await connection.WriteLineAsync(line, cancellationToken);
            }
            catch (Exception e) when (e is IOException or TimeoutException or OperationCanceledException)
            {
                // This client is gone, says nothing, or the server ends.
            }
        }
        #endregion
    }

    public static void Multiplexed(Socket listener, CancellationToken cancellationToken)
    {
        #region multiplexer
        listener.Blocking = false;
        using var multiplexer = new SocketMultiplexer();
        multiplexer.Register(listener, SocketEvents.Read);          // ready: somebody wants to connect

        var ready = new ReadySocket[256];
        byte[] buffer = new byte[4096];
        while (true)
        {
            int count = multiplexer.Wait(ready, cancellationToken); // sleeps until somebody is ready
            foreach (ReadySocket one in ready.AsSpan(0, count))
            {
                if (one.Events == SocketEvents.None)
                    continue;                                       // let go by the work on another of this batch
                if (one.Socket == listener)
                    Accept();
                else
                    Echo(one.Registration);
            }
        }

        void Accept()
        {
            try
            {
                Socket client = listener.Accept();
                client.Blocking = false;
                multiplexer.Register(client, SocketEvents.Read);
            }
            catch (SocketException)
            {
                // Gone before it was accepted. (Out of descriptors this spins: stop listening at some number.)
            }
        }

        void Echo(SocketRegistration client)
        {
            int length = client.Socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
                return;                                             // nothing after all
            try
            {
                client.Socket.SendAll(buffer.AsSpan(0, length), TimeSpan.Zero);   // what goes at once, or not at all
            }
            catch (SendIncompleteException)
            {
                length = 0;                                         // it does not take what it asked for
            }

            if (length > 0)
                return;
            client.Dispose();
            client.Socket.Dispose();
        }
        #endregion
    }

    #region handler
    public sealed class Echo : ILineHandler
    {
        public void OnLine(LineSession session, in Line line) => session.WriteLine(line.Span);
    }
    #endregion

    public static async Task LineServerAsync(IPEndPoint endPoint, CancellationToken cancellationToken, Action<EndPoint>? listening = null)
    {
        #region line-server
        var lines = new LineOptions { Terminator = LineTerminator.Universal };
        using var server = new LineServer(new Echo(), new LineServerOptions { Lines = lines, IdleTimeout = TimeSpan.FromMinutes(1) });
        EndPoint bound = server.Listen(endPoint);
        listening?.Invoke(bound);
        await server.RunAsync(cancellationToken);                   // until it is cancelled; then it drains and returns
        #endregion
    }

    public static string NonBlocking(Socket socket)
    {
        #region non-blocking
        socket.Blocking = false;
        int received = socket.Receive(new byte[1024], 0, 1024, SocketFlags.None, out SocketError error);
        string outcome = error switch
        {
            SocketError.WouldBlock => "nothing is there yet",       // not an error in the usual sense
            SocketError.Success when received == 0 => "the peer has finished",
            SocketError.Success => $"{received} bytes",
            _ => $"the connection is broken: {error}",
        };
        #endregion
        return outcome;
    }
}
