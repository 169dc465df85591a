using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tutorial.Net;
using Tutorial.Net.Samples;

/// <summary>
/// Writes links to standard output, safe for a terminal, and how many there are to standard error if somebody sits there.
/// </summary>
internal sealed class LinkPrinter(bool json, bool position, bool text)
{
    private readonly bool _showsProgress = !Console.IsErrorRedirected && Console.IsOutputRedirected;
    private long _shown = long.MinValue;
    private int _count;

    public bool IsEmpty => _count == 0;

    public void Print(Link link)
    {
        _count++;
        Console.WriteLine(json ? Json(link) : Plain(link));
        ShowProgress();
    }

    /// <summary>Takes the progress off the terminal's line again.</summary>
    public void Finish()
    {
        if (_showsProgress && _count > 0)
            Console.Error.Write("\r\u001B[K");
    }

    private string Plain(Link link)
    {
        string where = position ? string.Create(CultureInfo.InvariantCulture, $"{link.Line}:{link.Column} ") : "";
        string what = text && link.Text is not null ? "\t" + TerminalText.Escape(link.Text) : "";
        return where + TerminalText.Escape(link.Url) + what;
    }

    /// <summary>Everything but printable ASCII is escaped; that is as it is, an ampersand, too.</summary>
    private static string Json(Link link)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("url", link.Url);
            writer.WriteString("raw", link.RawValue);
            writer.WriteString("kind", link.Kind.ToString());
            writer.WriteString("element", link.Element);
            writer.WriteString("attribute", link.Attribute);
            writer.WriteString("rel", link.Rel);
            writer.WriteBoolean("nofollow", link.NoFollow);
            writer.WriteString("text", link.Text);
            writer.WriteNumber("offset", link.Offset);
            writer.WriteNumber("line", link.Line);
            writer.WriteNumber("column", link.Column);
            writer.WriteEndObject();
        }

        var json = new StringBuilder();
        foreach (char c in Encoding.UTF8.GetString(buffer.ToArray()))
            _ = c < 0x7F ? json.Append(c) : json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        return json.ToString();
    }

    // Ten times a second is as often as anybody reads. Where the links themselves are on the screen, they are the progress.
    private void ShowProgress()
    {
        if (!_showsProgress || Environment.TickCount64 - _shown < 100)
            return;
        _shown = Environment.TickCount64;
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_count} links"));
    }
}
