using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>Makes Unix-domain stream sockets that listen on a path or are connected to one (unix(7)).</summary>
/// <remarks>
/// Safe from any thread. Whoever gets a socket owns it. A path has at most 108 bytes (104 on macOS); on Linux one that begins
/// with NUL is a name without a file.
/// </remarks>
public static partial class UnixSocket
{
    private const UnixFileMode AllBits = (UnixFileMode)0b111_111_111;

    /// <summary>Listens on <paramref name="path"/>, and removes the path when the socket is closed.</summary>
    /// <remarks>
    /// A process that was killed leaves its path behind. Such a path is replaced, but only if it is a socket and nobody
    /// answers there; anything else that has the path is left alone. Processes that start at the same time and find the same
    /// stale path take turns by a lock file beside it, <c>PATH.lock</c>, which is gone afterwards.
    /// </remarks>
    /// <param name="path">Where to listen. Its folder must exist and be writable.</param>
    /// <param name="backlog">How many connections may wait to be accepted; at least 0. The system has a cap of its own.</param>
    /// <param name="mode">
    /// Who may connect: whoever may write the file, on Linux and macOS. It is set before the first client can connect. Null
    /// leaves it to the umask, with which as a rule the owner alone may. Not on Windows.
    /// </param>
    /// <returns>The listening socket, blocking. The caller owns it.</returns>
    /// <exception cref="SocketException">
    /// <see cref="SocketError.AddressAlreadyInUse"/> when somebody answers at the path or it is no socket;
    /// <see cref="SocketError.AccessDenied"/>, <see cref="SocketError.AddressNotAvailable"/> when the folder does not allow it
    /// (another user's stale path in a folder such as <c>/tmp</c> among that) or is not there. The message names the path and says what to
    /// do.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The path is empty or too long or has a NUL in it, or the mode has other bits than the nine of access.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="backlog"/> is negative.</exception>
    /// <exception cref="PlatformNotSupportedException">
    /// This system has no Unix-domain sockets, or <paramref name="mode"/> is given on Windows.
    /// </exception>
    /// <example>
    /// <code>
    /// using Socket listener = UnixSocket.Listen("/run/example.sock", mode: UnixFileMode.UserRead | UnixFileMode.UserWrite);
    /// foreach (Socket client in listener.AcceptAll())
    ///     Console.WriteLine(client.Describe());   // with the client's process and user, where the system tells
    /// </code>
    /// </example>
    public static Socket Listen(string path, int backlog = 512, UnixFileMode? mode = null)
    {
        UnixDomainSocketEndPoint endPoint = At(path);
        ArgumentOutOfRangeException.ThrowIfNegative(backlog);
        if (mode is not null && OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("A file mode for a socket's path is not to be had on Windows.");
        if (mode is { } bits && (bits & ~AllBits) != 0)
            throw new ArgumentException($"The mode {bits} has other bits than those of access.", nameof(mode));

        try
        {
            return Bind(endPoint, path, backlog, mode);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && path[0] != '\0')
        {
            if (!StalePath.IsStale(endPoint, path))
                throw Describe(e, path);
        }
        catch (SocketException e)
        {
            throw Describe(e, path);
        }

        try
        {
            return StalePath.Replace(endPoint, path, () => Bind(endPoint, path, backlog, mode));
        }
        catch (SocketException e)
        {
            throw Describe(e, path);
        }
    }

    private static UnixDomainSocketEndPoint At(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // The kernel would end the path there, and listen or connect elsewhere than the whole of it says.
        if (path[0] != '\0' && path.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"'{HostText.Printable(path)}' has a NUL in it, as no path does.", nameof(path));
        return new UnixDomainSocketEndPoint(path);
    }

    private static Socket Bind(UnixDomainSocketEndPoint endPoint, string path, int backlog, UnixFileMode? mode)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(endPoint);
            // Nobody can connect before listen(2), so nobody can slip in before the mode is set.
            if (mode is { } bits && path[0] != '\0' && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, bits);
            socket.Listen(backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SocketException Describe(SocketException error, string path)
    {
        string advice = error.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                "somebody answers there, or it is no socket. Stop whoever listens, remove what is not needed, or take another path",
            SocketError.AccessDenied => "the folder does not allow it. Take one that this user may write, or another path",
            SocketError.AddressNotAvailable => "the folder is not there. Make it, or take another",
            _ => error.Message,
        };
        return new SocketException(
            (int)error.SocketErrorCode, $"Cannot listen on {HostText.Printable(path)}: {advice} ({error.SocketErrorCode}).");
    }
}
