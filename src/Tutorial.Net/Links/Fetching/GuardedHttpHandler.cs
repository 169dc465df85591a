using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tutorial.Net;

/// <summary>
/// A handler for an <see cref="HttpClient"/> that fetches addresses which strangers chose: http and https only, a few redirects, and no
/// connection into your own network.
/// </summary>
/// <remarks>
/// <para>A machine with a private, loopback, link-local, metadata or otherwise special address (the IANA special-purpose registries) is
/// not connected to, however its name or a redirect leads there: each address is checked right before the connection is made to
/// that very address, so a name that answers differently the second time gains nothing. The same holds for this machine's own
/// addresses, as its interfaces have them, and for the IPv6 networks that these are on, although both may be public. A public address
/// that a router or a cloud translates to this machine or its neighbours is not known here, nor one that the system does not show
/// the program; a firewall has to hold that way. An address, or <c>localhost</c>, that the caller's own request names literally is
/// allowed, with its port, also when a redirect comes back to it; a link that was taken from a page is the caller's own request,
/// too, so a program that follows links sets <see cref="AllowNamedAddresses"/> to false.</para>
/// <para>No proxy is used, because a proxy would resolve names by itself; no cookies are kept; user names and passwords in redirects are
/// dropped. A redirect to another origin (scheme, host or port) gets of the caller's headers only <c>Accept</c> and its like,
/// <c>User-Agent</c>, <c>Cache-Control</c>, <c>Pragma</c> and <c>DNT</c>; no <c>Authorization</c>, no <c>Cookie</c>, no key of any other
/// name, and no body: one that would carry it is refused. So is a redirect from https to http
/// (<see cref="AllowInsecureRedirects"/>). Answers are decompressed (gzip, deflate, br); the stream of a body that is packed otherwise,
/// or cut, throws <see cref="PageFetchException"/>. A call that buffers the body
/// (<see cref="HttpClient.GetAsync(Uri)"/>, <see cref="HttpContent.ReadAsStringAsync()"/>) throws <see cref="HttpRequestException"/> with
/// that inside. HTTP/3 is not spoken: a request for it goes out as HTTP/2 or lower.</para>
/// <para>Nothing is fetched from an address that a server's certificate names (its issuer's certificate, lists of what is revoked), so a
/// server that sends its own certificate without those between it and a trusted one is refused, and on Windows one whose root was
/// never met before. No headers of a trace (<c>traceparent</c>, <c>baggage</c>) are added, and .NET starts no activity for a
/// request.</para>
/// <para>Refusals throw <see cref="PageFetchException"/>. A connection that is not there after 15 seconds is given up, with an
/// <see cref="OperationCanceledException"/> around a <see cref="TimeoutException"/>. <see cref="HttpClient"/>'s blocking <c>Send</c> is
/// not supported. Thread-safe once the first request is sent.</para>
/// </remarks>
/// <example><code>
/// using var crawler = new HttpClient(new GuardedHttpHandler { AllowNamedAddresses = false });
/// await foreach (Link link in new LinkExtractor().FetchAsync(crawler, "https://example.com/"))
///     Console.WriteLine(link.Url);
/// </code></example>
public sealed class GuardedHttpHandler : HttpMessageHandler
{
    private static readonly HttpRequestOptionsKey<Uri> Named = new("Tutorial.Net.GuardedHttpHandler.Named");

    private readonly SocketsHttpHandler _sockets;
    private readonly HttpMessageInvoker _inner;
    private readonly ILogger _logger;

    /// <summary>A handler.</summary>
    /// <param name="loggerFactory">Where to log redirects and refusals; null logs nothing.</param>
    public GuardedHttpHandler(ILoggerFactory? loggerFactory = null)
    {
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<GuardedHttpHandler>();
        _sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            ConnectCallback = ConnectAsync,
            // What is passed on in a trace is for services of one's own. Any propagator would keep .NET's diagnostics at work, through
            // which instrumentation adds headers behind Redirection's back.
            ActivityHeadersPropagator = null,
        };
        // Else the system fetches a missing issuer's certificate itself, from where the server's own says: past ConnectCallback.
        _sockets.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        _inner = new HttpMessageInvoker(_sockets);
    }

    /// <summary>Redirects followed for one request: 0 to 20, default 5.</summary>
    public int MaxRedirects
    {
        get;
        init => field = value is >= 0 and <= 20
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxRedirects), value, "Between 0 and 20.");
    } = 5;

    /// <summary>
    /// Whether addresses that are not public are connected to as well: for a machine that may see what it can reach. Default:
    /// no.
    /// </summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>
    /// Whether an address, or <c>localhost</c>, that a request itself names is connected to although it is not public. Default:
    /// yes, for addresses that the user types. False for a program that sends requests to what pages link to.
    /// </summary>
    public bool AllowNamedAddresses { get; init; } = true;

    /// <summary>Whether a redirect from https to http is followed. Default: no.</summary>
    public bool AllowInsecureRedirects { get; init; }

    /// <summary>Which addresses are this machine's network's own.</summary>
    internal Func<OwnNetworks> Own { get; init; } = static () => OwnNetworks.Current;

    /// <summary>Looks names up.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Connects to one of the addresses that are allowed.</summary>
    internal Func<IPAddress[], int, CancellationToken, ValueTask<Stream>> Connect { get; init; } = ConnectToAsync;

    /// <summary>Looks at certificates instead of the system.</summary>
    internal RemoteCertificateValidationCallback CertificateCheck
    {
        init => _sockets.SslOptions.RemoteCertificateValidationCallback = value;
    }

    /// <summary>Sends the request and follows its redirects.</summary>
    /// <param name="request">The request; a redirect is sent as a request of its own, which the response names, and leaves this one as it
    /// is.</param>
    /// <param name="cancellationToken">Gives up, redirects included.</param>
    /// <exception cref="PageFetchException">The address, or one that a redirect leads to, is refused; its
    /// <see cref="PageFetchException.Error"/> says why.</exception>
    /// <exception cref="HttpRequestException">There was no answer, for the network's reasons.</exception>
    /// <exception cref="InvalidOperationException">The request has no address.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the connection took more than 15 seconds.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri named = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        request.RequestUri = WebAddress.Check(named);
        request.Options.Set(Named, named);
        // HTTP/3 makes its connections itself, past ConnectCallback and the check there; "or higher" may lead to it (Alt-Svc).
        if (request.Version.Major > 2 || request.VersionPolicy == HttpVersionPolicy.RequestVersionOrHigher)
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);
        if (!request.Headers.NonValidated.Contains("Accept-Encoding"))
            request.Headers.TryAddWithoutValidation("Accept-Encoding", UnpackedContent.Codings);
        for (int redirects = 0; ; redirects++)
        {
            CheckLiteral(request.RequestUri!, named);
            HttpResponseMessage response = await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
            if (!Redirection.Is(response))
            {
                UnpackedContent.Unpack(response, request.RequestUri!);
                return response;
            }

            using (response)
                request = Redirect(request, response, redirects);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _inner.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.InnerException is PageFetchException refusal)
        {
            // A refusal at the connection is no trouble of the network's.
            ExceptionDispatchInfo.Throw(refusal);
            throw;
        }
        catch (SocketException e)
        {
            // SocketsHttpHandler lets it through where a connection is reset before its address was asked for.
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"{request.RequestUri!.AbsoluteUri}: {e.Message}", e);
        }
    }

    private HttpRequestMessage Redirect(HttpRequestMessage request, HttpResponseMessage response, int redirects)
    {
        Uri from = request.RequestUri!;
        if (redirects == MaxRedirects)
            throw Redirection.Refusal(PageFetchError.Redirect, from, response, $"more than {MaxRedirects} redirects");
        Uri target = Redirection.Target(from, response);
        if (from.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps && !AllowInsecureRedirects)
        {
            throw Redirection.Refusal(
                PageFetchError.InsecureRedirect,
                from,
                response,
                $"the redirect to {target.AbsoluteUri} gives encryption up (GuardedHttpHandler.AllowInsecureRedirects allows it)");
        }

        Log.Redirected(_logger, from, target);
        return Redirection.Follow(request, response, target);
    }

    /// <summary>
    /// A host that is an address itself is checked before the request: a connection to it that an earlier request was allowed may
    /// still be open, and would be used without another look.
    /// </summary>
    private void CheckLiteral(Uri uri, Uri named)
    {
        // IdnHost is what is connected to: DnsSafeHost may hold digits and dots of other scripts, which become an address.
        bool literal = IPAddress.TryParse(uri.IdnHost, out IPAddress? address);
        if (AllowPrivateAddresses
            || (AllowNamedAddresses && WebAddress.IsServer(uri, named.IdnHost, named.Port))
            || !(literal || IsLocalhost(uri.IdnHost)))
        {
            return;
        }

        if (address is null || !PublicAddress.IsPublic(address, Own()))
            throw Refusal(uri, uri.IdnHost);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        DnsEndPoint endPoint = context.DnsEndPoint;
        IPAddress[] addresses = IPAddress.TryParse(endPoint.Host, out IPAddress? literal)
            ? [literal]
            : await Resolve(endPoint.Host, cancellationToken).ConfigureAwait(false);
        bool isNamed = AllowNamedAddresses && (literal is not null || IsLocalhost(endPoint.Host))
            && context.InitialRequestMessage.Options.TryGetValue(Named, out Uri? named) && WebAddress.IsServer(named, endPoint.Host, endPoint.Port);
        if (!AllowPrivateAddresses && !isNamed)
            addresses = PublicOnes(addresses, context);
        return await Connect(addresses, endPoint.Port, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<Stream> ConnectToAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private IPAddress[] PublicOnes(IPAddress[] addresses, SocketsHttpConnectionContext context)
    {
        OwnNetworks own = Own();
        IPAddress[] allowed = Array.FindAll(addresses, address => PublicAddress.IsPublic(address, own));
        return allowed.Length > 0
            ? allowed
            : throw Refusal(context.InitialRequestMessage.RequestUri!, string.Join(", ", addresses.Select(a => a.ToString())));
    }

    private PageFetchException Refusal(Uri uri, string addresses)
    {
        Log.Blocked(_logger, uri.Host, addresses);
        return new PageFetchException(
            PageFetchError.PrivateAddress,
            uri,
            $"{addresses} is not on the public internet, or of this machine's own network (GuardedHttpHandler.AllowPrivateAddresses allows it)");
    }

    /// <summary>RFC 6761: the name is the address.</summary>
    private static bool IsLocalhost(string host)
    {
        host = host.TrimEnd('.');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
