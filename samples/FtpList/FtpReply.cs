using System.Globalization;

namespace Tutorial.Net.Samples.FtpList;

/// <summary>What the server answered: its number, and the text of its last line.</summary>
internal readonly record struct FtpReply(int Code, string Text)
{
    /// <summary>This reply, if its number is one of <paramref name="codes"/>.</summary>
    /// <exception cref="IOException">It is another, and says in the server's words what is wrong.</exception>
    public FtpReply Expect(string what, params ReadOnlySpan<int> codes) =>
        codes.Contains(Code) ? this : throw new IOException($"The server answered {what} with: {Code} {Text}");

    /// <summary>The port in <c>Entering Extended Passive Mode (|||6446|)</c>; the delimiter is the server's choice (RFC 2428).</summary>
    public int ExtendedPassivePort()
    {
        string[] parts = Text.IndexOf('(', StringComparison.Ordinal) is >= 0 and int open && open + 1 < Text.Length
            ? Text[(open + 2)..].Split(Text[open + 1])
            : [];
        return parts is ["", "", var port, [')', ..]]
            && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= ushort.MaxValue
                ? number
                : throw new IOException($"The server named no port to fetch the listing from: {Text}");
    }
}
