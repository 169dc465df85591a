using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Samples.FtpList;

/// <summary>
/// As much of FTP (RFC 959, 2428, 3659) as a listing takes: lines over one connection, and the listing over another, whose port the
/// server names. No TLS: name and password go over the network as they are.
/// </summary>
internal sealed class FtpClient(LineConnection control) : IDisposable
{
    private const int MostReplyLines = 1000;
    private static readonly LineOptions Options = new() { Terminator = LineTerminator.CrLf, MaxLineLength = 8192 };

    public static async Task<FtpClient> LogInAsync(string host, int port, string user, string password, CancellationToken stop)
    {
        var client = new FtpClient(await LineConnection.ConnectAsync(host, port, Options, stop).ConfigureAwait(false));
        try
        {
            while ((await client.ReadReplyAsync(stop).ConfigureAwait(false)).Expect("the greeting", 120, 220).Code == 120)
            {
                // Ready in some minutes.
            }

            FtpReply reply = await client.CommandAsync($"USER {user}", stop, 230, 331).ConfigureAwait(false);
            if (reply.Code == 331)
                await client.CommandAsync($"PASS {password}", stop, 202, 230).ConfigureAwait(false);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Hands each line of a listing to <paramref name="show"/> as it comes.</summary>
    /// <param name="command">MLSD or LIST, with its path.</param>
    /// <param name="show">Gets a line as the server sent it, valid until it returns.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>False: the server does not know the command.</returns>
    /// <exception cref="IOException">The server refused, or the listing is not whole.</exception>
    public async Task<bool> ListAsync(string command, Action<Line> show, CancellationToken stop)
    {
        FtpReply passive = await CommandAsync("EPSV", stop, 229).ConfigureAwait(false);
        // Only the port is taken from the server, never an address: it could be anybody's.
        var end = new IPEndPoint(((IPEndPoint)control.Socket!.RemoteEndPoint!).Address, passive.ExtendedPassivePort());
        using Socket socket = await TcpSocket.ConnectAsync(end, stop).ConfigureAwait(false);
        using var data = new LineReader(socket);
        // 500 to 504: unknown, or not with this parameter.
        FtpReply opened = await CommandAsync(command, stop, 125, 150, 500, 501, 502, 504).ConfigureAwait(false);
        if (opened.Code >= 500)
            return false;
        while (await data.WaitToReadAsync(stop).ConfigureAwait(false))
        {
            while (data.TryRead(out Line line))
                show(line);
        }

        // The end of the stream does not tell a whole listing from a broken one; this does.
        (await ReadReplyAsync(stop).ConfigureAwait(false)).Expect(command, 226, 250);
        return true;
    }

    public Task QuitAsync(CancellationToken stop) => CommandAsync("QUIT", stop, 221);

    public void Dispose() => control.Dispose();

    private async Task<FtpReply> CommandAsync(string text, CancellationToken stop, params int[] expected)
    {
        await control.WriteLineAsync(text, stop).ConfigureAwait(false);
        return (await ReadReplyAsync(stop).ConfigureAwait(false)).Expect(text.Split(' ')[0], expected);
    }

    /// <summary>A reply of several lines begins <c>230-</c> and ends with the line that begins <c>230 </c>.</summary>
    private async Task<FtpReply> ReadReplyAsync(CancellationToken stop)
    {
        string line = await ReadLineAsync(stop).ConfigureAwait(false);
        if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int code))
            throw new IOException($"The server does not speak FTP: {line}");
        string number = line[..3];
        for (int lines = 1; IsOpen(line, number, lines); lines++)
        {
            if (lines == MostReplyLines)
                throw new IOException($"A reply of the server has more than {MostReplyLines} lines.");
            line = await ReadLineAsync(stop).ConfigureAwait(false);
        }

        return new FtpReply(code, line[3..].Trim());

        static bool IsOpen(string line, string number, int lines) =>
            lines == 1 ? line is [_, _, _, '-', ..] : !(line.StartsWith(number, StringComparison.Ordinal) && line is [_, _, _] or [_, _, _, ' ', ..]);
    }

    private async Task<string> ReadLineAsync(CancellationToken stop) =>
        await control.ReadLineAsync(stop).ConfigureAwait(false) ?? throw new EndOfStreamException("The server closed the connection.");
}
