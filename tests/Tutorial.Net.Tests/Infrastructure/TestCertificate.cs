using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>A certificate for localhost that nobody but the tests trusts.</summary>
internal static class TestCertificate
{
    private static readonly X509Certificate2? Made = SelfSigned();

    public static X509Certificate2 Value
    {
        get
        {
            Require();
            return Made!;
        }
    }

    /// <summary>Skips the test where there is none. First of all, in a test whose other side would wait for a handshake.</summary>
    public static void Require() => Assert.SkipWhen(Made is null, "this system cannot make a certificate");

    public static bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate!.GetCertHashString() == Value.GetCertHashString();

    /// <summary>The certificate and its key, as OpenSSL's programs want them.</summary>
    public static void WritePem(string file)
    {
        using ECDsa key = Value.GetECDsaPrivateKey()!;
        File.WriteAllText(file, $"{Value.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    /// <summary>Null under Wine, which cannot make the key.</summary>
    private static X509Certificate2? SelfSigned()
    {
        using ECDsa? key = MakeKey();
        if (key is null)
            return null;
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private static ECDsa? MakeKey()
    {
        try
        {
            return ECDsa.Create(ECCurve.NamedCurves.nistP256);
        }
        catch (CryptographicException) when (OperatingSystem.IsWindows())
        {
            return null;
        }
    }
}
