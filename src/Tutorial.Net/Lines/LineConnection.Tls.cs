using System.Net.Security;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <content>STARTTLS (RFC 3207, RFC 2595).</content>
public sealed partial class LineConnection
{
    /// <summary>What lies directly beneath the reader and the writer; null for the bare socket.</summary>
    private Stream? _stream;

    /// <summary>The TLS that was started here.</summary>
    private SslStream? _tls;

    /// <summary>Begins TLS as the client, in place: sends what was written, shakes hands, and goes on with the same reader and writer, and
    /// the same options. Call it after the server's answer that says to go ahead.</summary>
    /// <param name="options">At least <see cref="SslClientAuthenticationOptions.TargetHost"/>: the name that the certificate must
    /// bear.</param>
    /// <param name="cancellationToken">Gives up; once the handshake has begun, the connection is closed then.</param>
    /// <exception cref="IOException">Something came after the last line that was read, which would be taken for what came under TLS
    /// (CVE-2011-0411): nothing was sent or begun. Or the connection failed in the handshake, and is closed.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The certificate was refused, or no common protocol was
    /// found; the connection is closed.</exception>
    /// <exception cref="InvalidOperationException">A read is under way, TLS was started already, or the socket is non-blocking: nothing was
    /// sent or begun.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example><code>
    /// connection.WriteLine("STARTTLS");
    /// if (connection.ReadLine() is { } answer &amp;&amp; answer.StartsWith("220"))
    ///     await connection.StartTlsAsync(new SslClientAuthenticationOptions { TargetHost = "mail.example.org" });
    /// </code></example>
    public ValueTask StartTlsAsync(SslClientAuthenticationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StartTlsAsync(tls => tls.AuthenticateAsClientAsync(options, cancellationToken), cancellationToken);
    }

    /// <inheritdoc cref="StartTlsAsync(SslClientAuthenticationOptions, CancellationToken)" path="/exception"/>
    /// <summary>Begins TLS as the server, in place: sends what was written (the answer that says to go ahead), shakes hands, and goes on
    /// with the same reader and writer, and the same options. Ask <see cref="LineReader.IsBetweenLines"/> before that answer is written:
    /// what is refused here is not sent.</summary>
    /// <param name="options">At least a certificate.</param>
    /// <param name="cancellationToken">Gives up; once the handshake has begun, the connection is closed then.</param>
    /// <example><code>
    /// if (connection.ReadLine() == "STARTTLS" &amp;&amp; connection.Reader.IsBetweenLines)
    /// {
    ///     connection.WriteLine("220 go ahead");
    ///     await connection.StartTlsAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
    /// }
    /// </code></example>
    public ValueTask StartTlsAsync(SslServerAuthenticationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StartTlsAsync(tls => tls.AuthenticateAsServerAsync(options, cancellationToken), cancellationToken);
    }

    private async ValueTask StartTlsAsync(Func<SslStream, Task> shakeHands, CancellationToken cancellationToken)
    {
        using Turn turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        if (_tls is not null)
            throw new InvalidOperationException("TLS was started on this connection already.");
        if (_stream is null && Socket is { Blocking: false })
        {
            throw new InvalidOperationException(
                "TLS is a stream over the socket, and .NET has none over one that is non-blocking. Set Blocking, which the asynchronous "
                + "members do not mind. Nothing was sent or begun.");
        }

        await Reader.SwitchAsync(() => ShakeHandsAsync(shakeHands, cancellationToken)).ConfigureAwait(false);
    }

    private async ValueTask<LineTransport> ShakeHandsAsync(Func<SslStream, Task> shakeHands, CancellationToken cancellationToken)
    {
        // Before anything is sent: a socket that is not connected is refused here.
        Stream stream = _stream ?? new NetworkStream(Socket!, ownsSocket: true);
        await Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        var tls = new SslStream(stream);
        try
        {
            await shakeHands(tls).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Neither plain text nor TLS can go on from here.
            await tls.DisposeAsync().ConfigureAwait(false);
            if (e is SocketException failure)
                throw LineTransport.Failure(failure);
            throw;
        }

        _stream = _tls = tls;
        LineTransport transport = LineTransport.Over(tls, owned: false);
        Writer.SwitchTo(transport);
        return transport;
    }
}
