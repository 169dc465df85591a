namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>A server that nobody here wrote, on a port and with a folder of its own, killed and cleared away when disposed.</summary>
internal sealed class PeerServer : IDisposable
{
    private const int Attempts = 5; // a port may be another's by the time that the server binds it
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ChildProcess _process;

    /// <param name="program">Its path: <see cref="Requires.Program"/>.</param>
    /// <param name="prepare">Given the port and the folder; writes what it needs there and returns its arguments.</param>
    public PeerServer(string program, Func<int, string, IEnumerable<string>> prepare)
    {
        Folder = Directory.CreateTempSubdirectory("peer").FullName;
        string failure = "";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Port = Loopback.ClosedPort();
            var process = new ChildProcess(program, prepare(Port, Folder));
            if (SpinWait.SpinUntil(() => process.HasExited || IsListening(Port), Patience) && !process.HasExited)
            {
                _process = process;
                return;
            }

            if (process.HasExited)
                failure = process.WaitForExit().ToString();
            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
        throw new InvalidOperationException($"{program} does not listen: {failure}");
    }

    public int Port { get; }

    public string Folder { get; }

    public void Dispose()
    {
        _process.Dispose();
        if (!OperatingSystem.IsWindows())
        {
            foreach (string folder in Directory.GetDirectories(Folder, "*", SearchOption.AllDirectories))
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // What it was writing may still appear while the folder is emptied.
        if (!SpinWait.SpinUntil(IsFolderGone, Patience))
            throw new IOException($"{Folder} cannot be deleted");
    }

    private bool IsFolderGone()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Looked up, not tried out: a connection of ours would be the server's first client.
    private static bool IsListening(int port) =>
        System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(end => end.Port == port);
}
