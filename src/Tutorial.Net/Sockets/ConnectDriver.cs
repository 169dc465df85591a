using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>Runs a <see cref="ConnectRace"/> on real sockets: on the calling thread, or without one.</summary>
internal static class ConnectDriver
{
    /// <summary>A blocking socket connected to whoever answered first; the others' are closed.</summary>
    /// <remarks>
    /// Every attempt is a non-blocking one that is waited for, so nothing depends on whether closing a socket ends a connect
    /// that blocks: on macOS it does not.
    /// </remarks>
    public static Socket Run(ConnectRace race)
    {
        var pending = new List<(int Attempt, Socket Socket)>();
        try
        {
            while (true)
            {
                while (race.TryStart(out int attempt, out IPEndPoint? endPoint))
                {
                    if (Begin(endPoint!, out SocketError error) is { } begun)
                        pending.Add((attempt, begun));
                    else
                        race.Fail(attempt, error);
                }

                if (pending.Count > 0)
                    WaitForOne(pending, race.Wait);
                for (int i = pending.Count - 1; i >= 0; i--)
                {
                    (int attempt, Socket socket) = pending[i];
                    if (!HasEnded(socket, out SocketError error))
                        continue;
                    pending.RemoveAt(i);
                    if (error == SocketError.Success && ToBlocking(socket) is { } winner)
                        return winner;
                    socket.Dispose();
                    race.Fail(attempt, error == SocketError.Success ? SocketError.NotConnected : error);
                }

                if (race.IsLost)
                    throw race.ToException();
            }
        }
        finally
        {
            foreach ((_, Socket socket) in pending)
                socket.Dispose();
        }
    }

    /// <summary>A socket connected to whoever answered first; the others' are closed when this completes.</summary>
    public static async ValueTask<Socket> RunAsync(ConnectRace race, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pending = new List<Task<(int Attempt, Socket? Socket, SocketError Error)>>();
        Socket? winner = null;
        try
        {
            while (winner is null)
            {
                while (race.TryStart(out int attempt, out IPEndPoint? endPoint))
                    pending.Add(AttemptAsync(attempt, endPoint!, over.Token));

                await WhenAnyAsync(pending, race.Wait, cancellationToken).ConfigureAwait(false);
                for (int i = pending.Count - 1; i >= 0 && winner is null; i--)
                {
                    if (!pending[i].IsCompleted)
                        continue;
                    (int attempt, winner, SocketError error) = await pending[i].ConfigureAwait(false);
                    pending.RemoveAt(i);
                    if (winner is null)
                        race.Fail(attempt, error);
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (winner is null && race.IsLost)
                    throw race.ToException();
            }

            Socket connected = winner;
            winner = null;
            return connected;
        }
        finally
        {
            winner?.Dispose();
            await over.CancelAsync().ConfigureAwait(false);
            foreach ((_, Socket? late, _) in await Task.WhenAll(pending).ConfigureAwait(false))
                late?.Dispose();
        }
    }

    private static Socket? Begin(IPEndPoint endPoint, out SocketError error)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            socket.Connect(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress && socket is not null)
        {
            // Under way.
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            error = e.SocketErrorCode;
            return null;
        }

        error = SocketError.Success;
        return socket;
    }

    // Windows reports a refused connect in the error list alone.
    private static void WaitForOne(List<(int Attempt, Socket Socket)> pending, Deadline wait)
    {
        List<Socket> write = [.. pending.Select(p => p.Socket)];
        Socket.Select(null, write, new List<Socket>(write), wait.NextWait);
    }

    private static bool HasEnded(Socket socket, out SocketError error)
    {
        error = SocketError.Success;
        if (!socket.Poll(0, SelectMode.SelectError) && !socket.Poll(0, SelectMode.SelectWrite))
            return false;

        error = (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error == SocketError.Success && !socket.Connected)
            error = SocketError.NotConnected;
        return true;
    }

    /// <summary>
    /// The same connection, blocking, and where that can be done with a descriptor that is; null where there is none: a connect
    /// that the system refused for the moment (EAGAIN) looks like one under way.
    /// </summary>
    public static Socket? ToBlocking(Socket socket)
    {
        if (socket.Blocking)
            return socket;
        socket.Blocking = true;
        return OperatingSystem.IsLinux() && !PortableSockets.Enabled ? BlockingDescriptor.Restore(socket) : socket;
    }

    private static async Task<(int Attempt, Socket? Socket, SocketError Error)> AttemptAsync(
        int attempt, IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return (attempt, socket, SocketError.Success);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket?.Dispose();
            return (attempt, null, e is SocketException error ? error.SocketErrorCode : SocketError.OperationAborted);
        }
    }

    private static async Task WhenAnyAsync(
        List<Task<(int, Socket?, SocketError)>> pending, Deadline wait, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task time = Task.Delay(wait.NextTimer, stop.Token);
        await Task.WhenAny([time, .. pending]).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
    }
}
