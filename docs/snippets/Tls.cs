using System.Net.Security;
using System.Net.Sockets;

namespace Tutorial.Net.Snippets;

/// <summary>docs/tls.md.</summary>
internal static class Tls
{
    public static async Task<string?> AskAsync(
        string host, int port, SslClientAuthenticationOptions options, string question, CancellationToken cancellationToken)
    {
        #region from-the-first-byte
        Socket socket = await TcpSocket.ConnectAsync(host, port, TimeSpan.FromSeconds(5), cancellationToken);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await using var connection = new LineConnection(tls);           // owns what it is given
        await tls.AuthenticateAsClientAsync(options, cancellationToken);

        await connection.WriteLineAsync(question, cancellationToken);
        string? answer = await connection.ReadLineAsync(TimeSpan.FromSeconds(10), cancellationToken);
        #endregion
        return answer;
    }

    public static async Task<string?> UpgradeAsync(
        string host, int port, SslClientAuthenticationOptions options, string question, CancellationToken cancellationToken)
    {
        #region starttls-client
        TimeSpan limit = TimeSpan.FromSeconds(10);
        await using LineConnection connection = await LineConnection.ConnectAsync(host, port, timeout: limit, cancellationToken: cancellationToken);
        await connection.WriteLineAsync("STARTTLS", cancellationToken);
        if (await connection.ReadLineAsync(limit, cancellationToken) is not "go ahead")
            throw new IOException("the server has no TLS; going on without it would send everything in the clear");

        await connection.StartTlsAsync(options, cancellationToken);
        await connection.WriteLineAsync(question, cancellationToken);
        string? answer = await connection.ReadLineAsync(limit, cancellationToken);
        #endregion
        return answer;
    }

    public static async Task ServeAsync(Socket client, SslServerAuthenticationOptions options, CancellationToken cancellationToken)
    {
        #region starttls-server
        await using var connection = new LineConnection(client);
        bool secure = false;
        while (await connection.ReadLineAsync(TimeSpan.FromSeconds(30), cancellationToken) is { } line)
        {
            if (secure)
            {
                await connection.WriteLineAsync($"you said {line}", cancellationToken);
            }
            else if (line == "STARTTLS" && connection.Reader.IsBetweenLines)   // nothing came behind it in the clear
            {
                await connection.WriteLineAsync("go ahead", cancellationToken);
                await connection.StartTlsAsync(options, cancellationToken);
                secure = true;
            }
            else
            {
                await connection.WriteLineAsync("STARTTLS first, and nothing behind it", cancellationToken);
            }
        }
        #endregion
    }
}
