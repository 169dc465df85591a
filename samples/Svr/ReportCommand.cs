using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Tutorial.Net.Samples.Svr;

/// <summary>The two commands, and how they are run: by absolute path, without a shell, without arguments, and not for long.</summary>
internal static class ReportCommand
{
    private const int MostAtOnce = 4;
    private const int MostOutput = 1 << 20;

    /// <summary>How long a command may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A fixed list: what PATH says is the business of whoever started the server, not of its security.
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/local/bin"];
    private static readonly SemaphoreSlim Children = new(MostAtOnce);

    /// <summary>What may be run.</summary>
    public static IReadOnlyList<string> Names { get; } = ["w", "ps"];

    /// <summary>The name that <paramref name="asked"/> is, byte for byte; nothing of the client's bytes goes any further.</summary>
    public static string? Match(ReadOnlySpan<byte> asked) =>
        asked.SequenceEqual("w"u8) ? Names[0] : asked.SequenceEqual("ps"u8) ? Names[1] : null;

    /// <summary>Where it is; null where it is missing, as on Windows.</summary>
    public static string? Find(string name) =>
        Folders.Select(folder => $"{folder}/{name}").FirstOrDefault(File.Exists);

    /// <summary>What it prints, at most 1 MiB of it; killed with its children when it takes longer than
    /// <paramref name="mostTime"/> or prints more. One line that says so when it could not be run.</summary>
    public static async Task<byte[]> RunAsync(string path, TimeSpan mostTime, CancellationToken stop)
    {
        await Children.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(path) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false })!;
            try
            {
                process.StandardInput.Close();
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
                patience.CancelAfter(mostTime);
                return await ReadAsync(process.StandardOutput.BaseStream, patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                return Encoding.ASCII.GetBytes($"{path} took longer than {mostTime.TotalSeconds} s and was stopped\n");
            }
            finally
            {
                Kill(process);
            }
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or AggregateException or IOException)
        {
            // No process to be had (EAGAIN, EMFILE), or its children could not all be killed.
            Console.Error.WriteLine($"{path}: {TerminalText.Escape(e.Message)}");
            return Encoding.ASCII.GetBytes($"{path} could not be run\n");
        }
        finally
        {
            Children.Release();
        }
    }

    private static async Task<byte[]> ReadAsync(Stream output, CancellationToken token)
    {
        byte[] buffer = new byte[MostOutput];
        int length = await output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token).ConfigureAwait(false);
        return buffer[..length];
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit(); // and is no zombie
    }
}
