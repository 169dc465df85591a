using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tutorial.Net;

/// <summary>
/// A handler for an <see cref="HttpClient"/> that fetches addresses which strangers chose: http and https only, a few redirects, and no
/// connection into the own network.
/// </summary>
/// <remarks>
/// <para>A machine with a private, loopback, link-local, metadata or otherwise special address (the IANA special-purpose registries) is
/// not connected to, however its name or a redirect leads there: each address is checked right before the connection is made to
/// that very address, so a name that answers differently the second time gains nothing. An address, or <c>localhost</c>, that
/// the caller's own request names literally is allowed, with its port, also when a redirect comes back to it; a link that was taken
/// from a page is the caller's own request, too, so a program that follows links sets <see cref="AllowNamedAddresses"/> to
/// false.</para>
/// <para>No proxy is used, because a proxy would resolve names by itself; no cookies are kept; user names and passwords in redirects are
/// dropped, and so is an <c>Authorization</c> header when a redirect leads to another host. Answers are decompressed. HTTP/3 is not
/// spoken: a request for it goes out as HTTP/2 or lower.</para>
/// <para>Refusals throw <see cref="PageFetchException"/>. Thread-safe once the first request is sent.</para>
/// </remarks>
public sealed class GuardedHttpHandler : HttpMessageHandler
{
    private static readonly HttpRequestOptionsKey<Uri> Named = new("Tutorial.Net.GuardedHttpHandler.Named");

    private readonly HttpMessageInvoker _inner;
    private readonly ILogger _logger;

    /// <summary>A handler.</summary>
    /// <param name="loggerFactory">Where to log redirects and refusals; null logs nothing.</param>
    public GuardedHttpHandler(ILoggerFactory? loggerFactory = null)
    {
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<GuardedHttpHandler>();
        _inner = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            ConnectCallback = ConnectAsync,
        });
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

    /// <summary>Sends the request and follows its redirects.</summary>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Uri named = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        request.RequestUri = WebAddress.Check(named);
        request.Options.Set(Named, named);
        // HTTP/3 makes its connections itself, past ConnectCallback and the check there; "or higher" may lead to it (Alt-Svc).
        if (request.Version.Major > 2 || request.VersionPolicy == HttpVersionPolicy.RequestVersionOrHigher)
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);
        for (int redirects = 0; ; redirects++)
        {
            CheckLiteral(request.RequestUri, named);
            HttpResponseMessage response = await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
            // A Location that is there and cannot be read is null in the property.
            if (!IsRedirect(response.StatusCode) || !response.Headers.NonValidated.Contains("Location"))
                return response;
            using (response)
                Redirect(request, response, redirects);
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
    }

    private static bool IsRedirect(HttpStatusCode status) => status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found
        or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private void Redirect(HttpRequestMessage request, HttpResponseMessage response, int redirects)
    {
        Uri from = request.RequestUri!;
        if (redirects == MaxRedirects)
        {
            throw new PageFetchException(PageFetchError.Redirect, from, $"more than {MaxRedirects} redirects")
            {
                StatusCode = response.StatusCode,
            };
        }

        if (response.Headers.Location is not Uri location || !Uri.TryCreate(from, location, out Uri? next))
        {
            throw new PageFetchException(PageFetchError.Redirect, from, "the redirect leads to no address")
            {
                StatusCode = response.StatusCode,
            };
        }

        Uri target = WebAddress.Check(next);
        // A fragment outlives a redirect that names none (RFC 9110, 10.2.2).
        if (target.Fragment.Length == 0 && from.Fragment.Length > 0)
            target = new Uri(target, from.Fragment);
        Log.Redirected(_logger, from, target);
        if (!SameServer(from, target))
            request.Headers.Authorization = null;
        bool becomesGet = response.StatusCode == HttpStatusCode.SeeOther
            || (response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found && request.Method == HttpMethod.Post);
        if (becomesGet && request.Method != HttpMethod.Head)
            (request.Method, request.Content) = (HttpMethod.Get, null);
        request.RequestUri = target;
    }

    /// <summary>
    /// A host that is an address itself is checked before the request: a connection to it that an earlier request was allowed may
    /// still be open, and would be used without another look.
    /// </summary>
    private void CheckLiteral(Uri uri, Uri named)
    {
        // IdnHost is what is connected to: DnsSafeHost may hold digits and dots of other scripts, which become an address.
        bool literal = IPAddress.TryParse(uri.IdnHost, out IPAddress? address);
        if (AllowPrivateAddresses || (AllowNamedAddresses && SameServer(uri, named)) || !(literal || IsLocalhost(uri.IdnHost)))
            return;
        if (address is null || !PublicAddress.IsPublic(address))
            throw Refusal(uri, uri.IdnHost);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        DnsEndPoint endPoint = context.DnsEndPoint;
        IPAddress[] addresses = IPAddress.TryParse(endPoint.Host, out IPAddress? literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken).ConfigureAwait(false);
        bool isNamed = AllowNamedAddresses && (literal is not null || IsLocalhost(endPoint.Host))
            && context.InitialRequestMessage.Options.TryGetValue(Named, out Uri? named) && IsServer(named, endPoint.Host, endPoint.Port);
        if (!AllowPrivateAddresses && !isNamed)
            addresses = PublicOnes(addresses, context);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken).ConfigureAwait(false);
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
        IPAddress[] allowed = Array.FindAll(addresses, PublicAddress.IsPublic);
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
            $"{addresses} is not on the public internet (GuardedHttpHandler.AllowPrivateAddresses allows it)");
    }

    private static bool SameServer(Uri one, Uri other) => IsServer(one, other.IdnHost, other.Port);

    private static bool IsServer(Uri uri, string host, int port) =>
        uri.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase) && uri.Port == port;

    /// <summary>RFC 6761: the name is the address.</summary>
    private static bool IsLocalhost(string host)
    {
        host = host.TrimEnd('.');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
