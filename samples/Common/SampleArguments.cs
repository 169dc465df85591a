using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Tutorial.Net.Samples;

/// <summary>The arguments and options that several samples share.</summary>
public static class SampleArguments
{
    /// <summary>PORT of a server: 0 lets the system choose.</summary>
    public static Argument<int> ListenPort() => Port("The port to listen on, 0 to 65535; 0 lets the system choose.", 0);

    /// <summary>PORT of a client.</summary>
    public static Argument<int> ServerPort() => Port("The server's port, 1 to 65535.", 1);

    /// <summary>HOST of a client.</summary>
    public static Argument<string> Host()
    {
        var host = new Argument<string>("HOST") { Description = "The server's name or address." };
        host.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
                result.AddError("HOST must not be empty: localhost is this machine.");
            if (result.Tokens is [{ Value: ['-', ..] mistyped }, ..])
                result.AddError($"There is no option {mistyped}, and no host's name begins with a hyphen.");
            if (result.Tokens is [{ Value: var text }] && IsMoreThanAHost(text))
                result.AddError($"HOST is a name or an address by itself, without a port or a scheme, not '{text}'.");
        });
        return host;
    }

    /// <summary>--bind of a server.</summary>
    public static Option<IPAddress> Bind() =>
        new("--bind")
        {
            Description = "The address to listen on: 127.0.0.1 (this machine only), 0.0.0.0 or :: (everyone).",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = result =>
            {
                if (IPAddress.TryParse(result.Tokens[0].Value, out IPAddress? address))
                    return address;
                result.AddError($"'{result.Tokens[0].Value}' is not an IP address.");
                return null;
            },
        };

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static Option<int> Number(string name, string description, int defaultValue, int least, int most) =>
        new(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description} {least} to {most}."),
            HelpName = "N",
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result => ParseNumber(result, name, least, most),
        };

    // What TcpSocket.Connect refuses: no name holds a colon, and every IPv6 address holds two.
    private static bool IsMoreThanAHost(string text) =>
        text.Contains('/') || text.Count(c => c == ':') == 1 || (text.StartsWith('[') && !text.EndsWith(']'));

    private static Argument<int> Port(string description, int least) =>
        new("PORT")
        {
            Description = description,
            CustomParser = result => ParseNumber(result, "PORT", least, IPEndPoint.MaxPort),
        };

    /// <summary>The number that was typed, or an error that says what would be right.</summary>
    public static int ParseNumber(ArgumentResult result, string name, int least, int most)
    {
        ArgumentNullException.ThrowIfNull(result);
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            return value;

        result.AddError($"{name} is a whole number from {least} to {most}, not '{text}'.");
        return 0;
    }
}
