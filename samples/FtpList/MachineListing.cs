using System.Globalization;
using System.Text;

namespace Tutorial.Net.Samples.FtpList;

/// <summary>A line of MLSD (RFC 3659, section 7): facts, a blank, a name. <c>type=file;size=5;modify=20260102030405; a name</c></summary>
internal static class MachineListing
{
    private const string Moment = "yyyyMMddHHmmss";

    /// <summary>Date, size and name in columns, a slash behind a folder's; null for the folder itself and the one above it.
    /// A line that is none of MLSD is shown as it came.</summary>
    public static string? Show(ReadOnlySpan<byte> line)
    {
        int blank = line.IndexOf((byte)' ');
        if (blank < 0 || blank == line.Length - 1)
            return TerminalText.Escape(line);

        (string type, string size, string modified) = ("", "", "");
        foreach (string fact in Encoding.Latin1.GetString(line[..blank]).Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (fact.Split('=', 2) is not [var name, var value])
                return TerminalText.Escape(line);
            switch (name.ToUpperInvariant())
            {
                case "TYPE":
                    type = value.ToUpperInvariant();
                    break;
                case "SIZE":
                    size = value;
                    break;
                case "MODIFY":
                    modified = value;
                    break;
            }
        }

        if (type is "CDIR" or "PDIR")
            return null;
        string when = DateTime.TryParseExact(modified.Split('.')[0], Moment, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            ? time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "-";
        string bytes = long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? count.ToString(CultureInfo.InvariantCulture)
            : "-";
        return $"{when,19} {bytes,12} {TerminalText.Escape(line[(blank + 1)..])}{(type == "DIR" ? "/" : "")}";
    }
}
