using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>Waiting to send on Windows, whose select reports a reset to those who wait to receive alone.</summary>
internal static class WindowsWait
{
    /// <summary>
    /// As <see cref="Deadline.Await"/> for writing, but true also once the connection is reset: then
    /// <paramref name="failure"/> says so.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static bool UntilWritable(Socket socket, Deadline deadline, out SocketError failure)
    {
        failure = SocketError.Success;
        CancellationTokenSource? enough = null;
        Task<int>? look = null;
        try
        {
            while (!socket.Poll(deadline.NextWait, SelectMode.SelectWrite))
            {
                if (deadline.HasPassed)
                    return false;

                // A receive of no bytes fails where one of some would, and takes nothing from whoever receives here.
                enough ??= new CancellationTokenSource();
                if (look is null || look.IsCompletedSuccessfully)
                    look = socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, enough.Token).AsTask();
                if (look.IsFaulted)
                    look.GetAwaiter().GetResult();
            }
        }
        catch (SocketException e)
        {
            failure = e.SocketErrorCode;
        }
        finally
        {
            enough?.Cancel();
            enough?.Dispose();
        }

        return true;
    }
}
