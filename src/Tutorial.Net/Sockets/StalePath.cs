using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>A Unix-domain socket's path that outlived its process.</summary>
internal static class StalePath
{
    // A server between bind(2) and listen(2) refuses as a stale path does.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);

    /// <summary>Whether the path is a socket, and nobody answers.</summary>
    public static bool IsStale(UnixDomainSocketEndPoint endPoint, string path) => IsSocket(path) && IsRefused(endPoint);

    /// <summary>Removes the path if it is still stale and calls <paramref name="bind"/>, one process at a time.</summary>
    public static Socket Replace(UnixDomainSocketEndPoint endPoint, string path, Func<Socket> bind)
    {
        using FileStream? turn = TakeTurn(path + ".lock");
        if (IsStale(endPoint, path))
        {
            Thread.Sleep(BetweenLooks);
            if (IsStale(endPoint, path))
                Delete(path);
        }

        return bind();
    }

    /// <exception cref="SocketException">It is another user's in a folder where each removes only what is his, or nobody may here.</exception>
    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SocketException((int)SocketError.AccessDenied);
        }
    }

    private static FileStream? TakeTurn(string lockPath)
    {
        for (Deadline deadline = Deadline.After(LockPatience); ;)
        {
            try
            {
                return new FileStream(
                    lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (!deadline.HasPassed)
            {
                Thread.Sleep(BetweenLooks / 10);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SocketException((int)SocketError.AccessDenied);
            }
        }
    }

    // Connecting to an ordinary file is refused, too. .NET does not tell a socket from a file; opening one fails with ENXIO (Linux)
    // or EOPNOTSUPP (macOS, BSD). For reading and writing: a FIFO opened for one of them would wait for the other end.
    private static bool IsSocket(string path)
    {
        const int LinuxNoDevice = 6, BsdNotSupported = 102, FreeBsdNotSupported = 45;
        try
        {
            if (OperatingSystem.IsWindows())
                return (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0;
            using (File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
                return false;
        }
        catch (IOException e)
        {
            // Gone meanwhile, or of these.
            return e.HResult is LinuxNoDevice or BsdNotSupported or FreeBsdNotSupported && new FileInfo(path).LinkTarget is null;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsRefused(UnixDomainSocketEndPoint endPoint)
    {
        // Non-blocking: a server whose backlog is full would be waited for.
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(endPoint);
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
