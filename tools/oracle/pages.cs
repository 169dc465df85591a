// Compares LinkExtractor over the HTML pages in folders with what parse5 (the standard's tree) and Node.js's URL make of them: each link's
// URL, value, kind, element, attribute, rel, nofollow, text and place, in order; by default and with CSS and text; and
// LinkScanner in chunks of random sizes with the same in one piece.
//   dotnet run -c Release tools/oracle/pages.cs [--most PAGES] [--legacy] FOLDER...
// At most so many pages of each folder are read, spread over it (200 unless said). With --legacy each page that is UTF-8 is read a second
// time as it would be if it had been saved in a charset of its script. A difference is explained by a leniency that docs/links.md names and
// with which the oracle finds what the library does; any other ends the run with exit code 1. What package.json names is installed by npm
// into node_modules beside it; without node or npm's registry the run is skipped, and says so.
#:project ../../src/Tutorial.Net/Tutorial.Net.csproj
#:property PublishAot=false
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Tutorial.Net;

const int MostShown = 12;
Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
(string Name, string Why)[] leniencies =
[
    ("dropped", "the tree builder drops the tag, and the library lists its link all the same"),
];
int most = 200;
bool legacy = false;
var folders = new List<string>();
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--legacy")
        legacy = true;
    else if (args[i] == "--most" && i + 1 < args.Length && int.TryParse(args[i + 1], out most) && most > 0)
        i++;
    else
        folders.Add(args[i]);
}

if (folders.Count == 0 || folders.Find(folder => !Directory.Exists(folder)) is not null)
{
    Console.Error.WriteLine("usage: dotnet run -c Release tools/oracle/pages.cs [--most PAGES] [--legacy] FOLDER...");
    return 2;
}

string tool = FolderOfThisFile(), script = Path.Combine(tool, "pages", "answer.mjs");
Process node;
try
{
    if (!Directory.Exists(Path.Combine(tool, "node_modules")))
        Install(tool);
    using Process versions = Start(script, "versions");
    Console.WriteLine($"against {versions.StandardOutput.ReadToEnd().Trim()}");
    node = Start(script, "answer");
}
catch (Exception e) when (e is Win32Exception or InvalidOperationException)
{
    Console.WriteLine($"skipped: {e.Message}");
    return 0;
}

var random = new Random(20261128);
var charsets = new SortedDictionary<string, int>(StringComparer.Ordinal);
var explained = new SortedDictionary<string, (int Pages, int Links)>(StringComparer.Ordinal);
int pages = 0, readings = 0, unexplained = 0;
long links = 0;
using (node)
{
    foreach (string file in folders.SelectMany(folder => Spread(folder, most)))
    {
        byte[] html = File.ReadAllBytes(file);
        foreach (byte[] page in legacy && Legacy.Of(html) is { } saved ? [html, saved] : new[] { html })
        {
            pages++;
            foreach (bool all in (bool[])[false, true])
                Compare(file, page, all);
        }
    }
}

foreach ((string charset, int count) in charsets)
    Console.WriteLine($"{count} pages in {charset}");
foreach ((string why, (int count, int others)) in explained)
    Console.WriteLine($"{count} readings ({others} links) differ because {why}");
Console.WriteLine($"{pages} pages, {readings} readings, {links} links: "
    + $"{explained.Values.Sum(found => found.Pages)} readings explained, {unexplained} unexplained");
return unexplained == 0 ? 0 : 1;

void Compare(string file, byte[] page, bool all)
{
    var options = new LinkExtractorOptions { IncludeCss = all, IncludeText = all, MaxAttributeLength = 1 << 24, MaxBytes = 1 << 28 };
    Link[] ours = [.. new LinkExtractor(options).Extract(page, Legacy.Address)];
    Answer strict = Ask(page, all);
    readings++;
    links += ours.Length;
    if (all)
        charsets[strict.Encoding] = charsets.GetValueOrDefault(strict.Encoding) + 1;
    if (!IsTheSameInChunks(page, options))
    {
        unexplained++;
        Console.WriteLine($"{file}: a scanner finds other links in chunks");
    }

    if (Alike(ours, strict.Links))
        return;
    foreach ((string name, string why) in leniencies)
    {
        Answer lenient = Ask(page, all, name);
        if (!Alike(ours, lenient.Links))
            continue;
        (int count, int others) = explained.GetValueOrDefault(why);
        explained[why] = (count + 1, others + Math.Abs(lenient.Links.Length - strict.Links.Length));
        return;
    }

    if (++unexplained <= MostShown)
        Show(file, ours, strict);
}

// A stream cannot know early what the page says late, but it has the same links in whatever chunks it comes.
bool IsTheSameInChunks(byte[] page, LinkExtractorOptions options) =>
    Scan(page, options, page.Length).SequenceEqual(Scan(page, options, 1 << random.Next(14)));

List<Link> Scan(byte[] page, LinkExtractorOptions options, int largest)
{
    using var scanner = new LinkScanner(options, Legacy.Address);
    var found = new List<Link>();
    for (int at = 0, count; at < page.Length; at += count)
    {
        count = Math.Min(page.Length - at, largest == page.Length ? largest : random.Next(1, largest + 1));
        page.AsSpan(at, count).CopyTo(scanner.GetSpan(count));
        scanner.Advance(count);
        while (scanner.TryRead(out Link? link))
            found.Add(link);
    }

    scanner.Complete();
    while (scanner.TryRead(out Link? link))
        found.Add(link);
    return found;
}

Answer Ask(byte[] page, bool all, params string[] lenient)
{
    var question = new Question(Convert.ToBase64String(page), Legacy.Address.AbsoluteUri, null, all, all, lenient);
    node.StandardInput.WriteLine(JsonSerializer.Serialize(question, Answers.Default.Question));
    string answer = node.StandardOutput.ReadLine() ?? throw new InvalidDataException("node ended before its answer.");
    return JsonSerializer.Deserialize(answer, Answers.Default.Answer)!;
}

static bool Alike(Link[] ours, Found[] theirs) =>
    ours.Length == theirs.Length && ours.Zip(theirs).All(pair => Found.Of(pair.First, pair.Second.Offset >= 0) == pair.Second);

static void Show(string file, Link[] ours, Answer theirs)
{
    Console.WriteLine($"{file}, {theirs.Encoding}: {ours.Length} links, {theirs.Links.Length} by the oracle");
    bool hasOffsets = theirs.Links.Any(link => link.Offset >= 0);
    Found[] mine = [.. ours.Select(link => Found.Of(link, hasOffsets))];
    int first = 0;
    while (first < mine.Length && first < theirs.Links.Length && mine[first] == theirs.Links[first])
        first++;
    foreach (Found link in mine.Skip(first).Take(2))
        Console.WriteLine($"  ours   {JsonSerializer.Serialize(link, Answers.Default.Found)}");
    foreach (Found link in theirs.Links.Skip(first).Take(2))
        Console.WriteLine($"  theirs {JsonSerializer.Serialize(link, Answers.Default.Found)}");
}

static IEnumerable<string> Spread(string folder, int most)
{
    string[] all = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Regex.IsMatch(file, @"\.x?html?(\.[A-Za-z_-]{2,5})?$"))
        .Where(file => new FileInfo(file) is { LinkTarget: null, Length: > 0 and < 4 << 20 })
        .Order(StringComparer.Ordinal)];
    return all.Where((_, i) => all.Length <= most || (long)i * most / all.Length != (long)(i - 1) * most / all.Length);
}

static void Install(string folder)
{
    string[] arguments = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
    using Process npm = Process.Start(new ProcessStartInfo("npm", arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
    })!;
    npm.StandardOutput.ReadToEnd();
    npm.WaitForExit();
    if (npm.ExitCode != 0)
        throw new InvalidOperationException($"npm ended with exit code {npm.ExitCode}");
}

static Process Start(string script, string task) => Process.Start(new ProcessStartInfo("node", [script, task])
{
    RedirectStandardInput = true,
    RedirectStandardOutput = true,
})!;

static string FolderOfThisFile([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

internal sealed record Question(string Html, string Url, string? Charset, bool Css, bool Text, string[] Leniencies);

internal sealed record Answer(string Encoding, Found[] Links);

/// <summary>A link in what both sides say of it. <see cref="Offset"/> is -1 where the oracle cannot tell bytes from characters.</summary>
internal sealed record Found(
    long Offset, int Line, string Element, string Attribute, string? Rel, bool NoFollow, string Kind, string Url, string Raw,
    string? Text)
{
    public static Found Of(Link link, bool hasOffset) => new(
        hasOffset ? link.Offset : -1, link.LineNumber, link.Element, link.Attribute, link.Rel, link.NoFollow, link.Kind.ToString(),
        link.Url, link.RawValue, link.Text);
}

[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(Answer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class Answers : JsonSerializerContext;

/// <summary>A page in UTF-8 as it would stand if it had been saved in a charset of its script, before there was UTF-8.</summary>
internal static class Legacy
{
    public static readonly Uri Address = new("http://example.com/d/page.html?q");

    // Letters that only its script has, and its charsets by turns.
    private static readonly (string Script, string[] Charsets)[] Scripts =
    [
        ("[\u3041-\u30FF]", ["shift_jis", "euc-jp", "iso-2022-jp"]),
        ("[\uAC00-\uD7A3]", ["euc-kr"]),
        ("[\u4E00-\u9FFF]", ["gb18030", "gbk", "big5"]),
        ("[\u0410-\u044F]", ["windows-1251", "koi8-r", "iso-8859-5"]),
        ("[\u03B1-\u03C9]", ["iso-8859-7", "windows-1253"]),
        ("[\u0105\u010D\u0119\u011B\u0142\u0151\u0159\u0161\u0171\u017E]", ["iso-8859-2", "windows-1250"]),
        ("[\u0131\u015F\u011F]", ["windows-1254"]),
        ("[\u05D0-\u05EA]", ["windows-1255"]),
        ("[\u0621-\u064A]", ["windows-1256"]),
        ("[\u0E01-\u0E39]", ["windows-874"]),
        ("", ["windows-1252", "utf-16le", "macintosh"]),
    ];

    private static int _turn;

    /// <summary>What the charset lacks is a character reference then, as editors made it. Null if it is not UTF-8 now.</summary>
    public static byte[]? Of(byte[] html)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(html).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        string[] charsets = Array.Find(Scripts, script => Regex.Count(text, script.Script) > (script.Script == "" ? 0 : 40)).Charsets;
        string charset = charsets[_turn++ % charsets.Length];
        string saved = Regex.Replace(text, @"(charset\s*=\s*[""']?)utf-8", $"$1{charset}", RegexOptions.IgnoreCase);
        var encoding = Encoding.GetEncoding(charset, new References(), DecoderFallback.ExceptionFallback);
        if (charset == "utf-16le")
            return [0xFF, 0xFE, .. encoding.GetBytes(text)];
        return encoding.GetBytes(saved != text ? saved : $"<meta charset={charset}>{text}");
    }

    private sealed class References : EncoderFallback
    {
        public override int MaxCharCount => 10;

        public override EncoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        private sealed class Buffer : EncoderFallbackBuffer
        {
            private string _text = "";
            private int _at;

            public override int Remaining => _text.Length - _at;

            public override bool Fallback(char charUnknown, int index) => Begin(charUnknown);

            public override bool Fallback(char charUnknownHigh, char charUnknownLow, int index) =>
                Begin(char.ConvertToUtf32(charUnknownHigh, charUnknownLow));

            public override char GetNextChar() => _at < _text.Length ? _text[_at++] : '\0';

            public override bool MovePrevious() => _at > 0 && _at-- > 0;

            private bool Begin(int character)
            {
                (_text, _at) = ($"&#{character};", 0);
                return true;
            }
        }
    }
}
