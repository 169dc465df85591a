using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>A server's certificate is what a stranger wrote, like its pages.</summary>
public sealed class GuardCertificateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>RFC 5280, 4.2.2.1: "caIssuers" says where the certificate of the issuer is to be had; 4.2.1.13 where what is
    /// revoked.</summary>
    [Fact]
    public async Task Nothing_is_fetched_from_where_a_certificate_says()
    {
        TestCertificate.Require();
        using var inside = new PageServer(_ => PageServer.Ok("x", "application/pkix-cert"));
        using X509Certificate2 certificate = ThatNames(inside.Address);
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        Task serving = ShakeHandsAsync(listener, certificate);
        using var client = new HttpClient(new GuardedHttpHandler());

        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(new Uri($"https://127.0.0.1:{listener.Port()}/"), Cancel));

        await serving;
        Assert.IsType<AuthenticationException>(refused.InnerException);
        Assert.Empty(inside.Requests);
    }

    /// <summary>A certificate of an issuer that nobody knows.</summary>
    private static X509Certificate2 ThatNames(Uri address)
    {
        using ECDsa issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (DateTimeOffset from, DateTimeOffset to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var ofIssuer = new CertificateRequest("CN=nobody", issuerKey, HashAlgorithmName.SHA256);
        ofIssuer.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 issuer = ofIssuer.CreateSelfSigned(from, to);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [new Uri(address, "issuer").AbsoluteUri]));
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([new Uri(address, "revoked").AbsoluteUri]));
        using X509Certificate2 made = request.Create(issuer, from, to, [1]);
        using X509Certificate2 whole = made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }

    private static async Task ShakeHandsAsync(Socket listener, X509Certificate2 certificate)
    {
        using Socket peer = await listener.AcceptAsync(Cancel);
        await using var tls = new SslStream(new NetworkStream(peer));
        // Offline, so that the server itself fetches nothing for its own certificate.
        var context = SslStreamCertificateContext.Create(certificate, null, offline: true);
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context }, Cancel);
            await tls.ReadExactlyAsync(new byte[1], Cancel);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            // The client does not trust it, and says so or just leaves.
        }
    }
}
