namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>Two servers of FTP with the same files: a folder with a blank and an umlaut in its name, a large file in it, and beside it
/// one of 5 bytes.</summary>
internal static class FtpServer
{
    public const string FolderName = "a földer";
    public const string FileName = "five";

    /// <summary>In the folder: more zeros than any buffer between two ends holds.</summary>
    public const string BigFileName = "big";

    /// <summary>Knows LIST and EPSV, not MLSD.</summary>
    public static PeerServer Vsftpd() => new(Requires.Program("vsftpd"), (port, folder) =>
    {
        string root = Fill(folder);
        string configuration = Path.Combine(folder, "vsftpd.conf");
        File.WriteAllText(configuration, $"""
            listen=YES
            listen_address=127.0.0.1
            listen_port={port}
            background=NO
            run_as_launching_user=YES
            anonymous_enable=YES
            local_enable=NO
            anon_root={root}
            secure_chroot_dir={root}
            seccomp_sandbox=NO
            ftpd_banner=the tests' own

            """);
        return [configuration];
    });

    /// <summary>Knows MLSD, too; has the user ann with the password "a secret", and greets in several lines.</summary>
    public static PeerServer Pyftpdlib() => new(Requires.PythonWith("pyftpdlib"), (port, folder) =>
        [
            "-W", "ignore", "-c",
            """
            import sys
            from pyftpdlib.authorizers import DummyAuthorizer
            from pyftpdlib.handlers import FTPHandler
            from pyftpdlib.servers import FTPServer
            FTPHandler.authorizer = DummyAuthorizer()
            FTPHandler.authorizer.add_anonymous(sys.argv[2])
            FTPHandler.authorizer.add_user("ann", "a secret", sys.argv[2])
            FTPHandler.banner = "one\r\n2200 is not the end\r\n 220 neither " + "." * 75 # long: of several lines
            FTPServer(("127.0.0.1", int(sys.argv[1])), FTPHandler).serve_forever()
            """,
            $"{port}", Fill(folder),
        ]);

    private static string Fill(string folder)
    {
        string root = Path.Combine(folder, "files");
        Directory.CreateDirectory(Path.Combine(root, FolderName));
        File.WriteAllText(Path.Combine(root, FileName), "five\n");
        using (FileStream big = File.Create(Path.Combine(root, FolderName, BigFileName)))
            big.SetLength(64 << 20);
        // vsftpd does not serve a folder that a stranger could write into.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(root, (UnixFileMode)0b101_101_101);
        return root;
    }
}
