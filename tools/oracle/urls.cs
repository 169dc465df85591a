// Compares WebUrl with the URL of Node.js (Ada) over random texts made of every production of the grammar at its smallest, on bases of
// all kinds: whether it parses, and every component.
//   dotnet run -c Release tools/oracle/urls.cs [CASES [SEED]]
// A difference is explained by a rule that makes Node's answer ours and names what changed since Node's version; any other ends the run
// with exit code 1. Without node it is skipped, which is a failure where CI is set. The seed of a run without one is in its first line.
#:project ../../src/Tutorial.Net/Tutorial.Net.csproj
#:property PublishAot=false
using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tutorial.Net;

const int BatchSize = 20_000, MostShown = 20;
int cases = 200_000, seed = Environment.TickCount;
if (args.Length > 2 || (args.Length > 0 && !int.TryParse(args[0], out cases)) || (args.Length > 1 && !int.TryParse(args[1], out seed)))
{
    Console.Error.WriteLine("usage: dotnet run -c Release tools/oracle/urls.cs [CASES [SEED]]");
    return 2;
}

string script = Path.Combine(FolderOfThisFile(), "urls.mjs");
Process node;
try
{
    using Process versions = Start(script, "versions");
    Console.WriteLine($"{cases} cases from seed {seed} against {versions.StandardOutput.ReadToEnd().Trim()}");
    node = Start(script, "parse");
}
catch (Win32Exception)
{
    Console.WriteLine("skipped: no node here");
    return Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ? 1 : 0;
}

var random = new Random(seed);
var explained = new SortedDictionary<string, int>(StringComparer.Ordinal);
int unexplained = 0, parsed = 0;
using (node)
{
    for (int left = cases; left > 0; left -= BatchSize)
    {
        Case[] batch = [.. Enumerable.Range(0, Math.Min(left, BatchSize)).Select(_ => Texts.Next(random))];
        string[] answers = Ask(batch);
        for (int i = 0; i < batch.Length; i++)
        {
            string ours = Components(batch[i]), theirs = answers[i];
            parsed += ours.Length > 0 ? 1 : 0;
            if (ours == theirs)
                continue;
            string? why = Rules.Explain(batch[i], ours, theirs, twin => Rules.AreAlike(Components(twin), Ask([twin])[0]));
            if (why is not null)
                explained[why] = explained.GetValueOrDefault(why) + 1;
            else if (++unexplained <= MostShown)
                Console.WriteLine($"{Show(batch[i].Input)} on {Show(batch[i].Base)}:\n  ours   {Show(ours)}\n  theirs {Show(theirs)}");
        }
    }
}

foreach ((string why, int count) in explained)
    Console.WriteLine($"{count} differ because {why}");
Console.WriteLine($"{cases} cases, {parsed} of them URLs: {explained.Values.Sum()} differences explained, {unexplained} unexplained");
return unexplained == 0 ? 0 : 1;

string[] Ask(Case[] batch)
{
    Write(node.StandardInput.BaseStream, batch);
    string[] answers = [.. batch.Select(_ => node.StandardOutput.ReadLine() ?? throw new InvalidDataException("node ended before its answer."))];
    return node.StandardOutput.ReadLine() == "." ? answers : throw new InvalidDataException("node's answer does not end where it should.");
}

static string Components(Case test)
{
    WebUrl? baseUrl = test.Base is null ? null : WebUrl.Parse(test.Base);
    bool parses = WebUrl.TryParse(test.Input, baseUrl, out WebUrl? url);
    if (parses != WebUrl.TryParse(Encoding.UTF8.GetBytes(test.Input), baseUrl, out WebUrl? fromBytes) || url != fromBytes)
        return "chars and bytes differ";
    return url is null
        ? ""
        : $"{url.Href}\t{url.Scheme}:\t{url.Username}\t{url.Password}\t{url.Host}\t{url.Port}\t{url.Path}\t{url.Query}\t{url.Fragment}\t{url.Origin}";
}

static void Write(Stream stream, Case[] batch)
{
    using var memory = new MemoryStream();
    Span<byte> length = stackalloc byte[4];
    memory.Write(length);
    foreach ((string? baseText, string input) in batch)
    {
        foreach (string? text in (string?[])[baseText, input])
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text ?? "");
            BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : utf8.Length);
            memory.Write(length);
            memory.Write(utf8);
        }
    }

    Span<byte> whole = memory.GetBuffer().AsSpan(0, (int)memory.Length);
    BinaryPrimitives.WriteInt32LittleEndian(whole, whole.Length - 4);
    stream.Write(whole);
    stream.Flush();
}

static Process Start(string script, string task) => Process.Start(new ProcessStartInfo("node", [script, task])
{
    RedirectStandardInput = true,
    RedirectStandardOutput = true,
})!;

static string Show(string? text) => JsonSerializer.Serialize(text);

static string FolderOfThisFile([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

internal sealed record Case(string? Base, string Input);

/// <summary>
/// What changed in the standard since Node's version of it, or is wrong there. A difference is explained where it vanishes once the
/// results are written the old way, or once the text is without what changed; the right results are in the standard's own data, which
/// the tests read.
/// </summary>
internal static class Rules
{
    private static readonly (string Why, Func<string, string> Old)[] Written =
    [
        ("the path's ^ is percent-encoded by now", text => text.Replace("%5E", "^", StringComparison.Ordinal)),
        ("the last space of an opaque path is percent-encoded by now", text => Regex.Replace(text, @"%20(?=[?#\t])", " ")),
    ];

    private static readonly (string Why, Func<Case, Case> Without)[] Taken =
    [
        ("Ada 2 takes whatever has a fragment for relative to an opaque path", test => test with { Input = test.Input.Split('#')[0] }),
        ("Ada 2 takes the last slash, too, where a dot segment ends the path after an empty host",
            test => test with { Input = Regex.Replace(test.Input, @"((?:\.|%2e)+)(?=[?#\x00- ]|$)", "$1/", RegexOptions.IgnoreCase) }),
        ("Ada 2 takes the beginning of a first segment for a drive", Undriven),
        ("Ada 2 looks for no dot segment after one that only begins with a dot",
            test => test with { Input = Regex.Replace(test.Input, @"([/\\])\s*\.(?=[^./\\?#%\s])", "$1-") }),
        ("a blob's origin no longer depends on its last space, now encoded",
            test => test with { Input = Regex.Replace(test.Input, @"\s+(?=[?#])", "") }),
        ("the xn-- labels of an ASCII host are no longer checked",
            test => test with { Input = Regex.Replace(Regex.Replace(test.Input, "[\t\r\n]", ""), "xn--", "zn--", RegexOptions.IgnoreCase) }),
        ("Ada 2 does not check the direction of labels", test => test with { Input = Regex.Replace(test.Input, "[\u05D0\u0627]", "\u044F") }),
        ("U+1E9E is mapped to U+00DF since UTS #46 of Unicode 15.1", test => test with { Input = test.Input.Replace('\u1E9E', '\u00DF') }),
    ];

    private static Case Undriven(Case test)
    {
        return new Case(test.Base is null ? null : Without(test.Base), Without(test.Input));

        static string Without(string text) => Regex.Replace(text, @"(?<=[/\\:\s])([A-Za-z]):(?=[^/\\?#])", "$1-");
    }

    /// <summary>Both as they were written before.</summary>
    public static bool AreAlike(string ours, string theirs) =>
        Written.Aggregate(ours, (text, rule) => rule.Old(text)) == Written.Aggregate(theirs, (text, rule) => rule.Old(text));

    /// <param name="test">What they differ about.</param>
    /// <param name="ours">Our answer.</param>
    /// <param name="theirs">The other.</param>
    /// <param name="agreeOn">Whether they are alike on another case.</param>
    public static string? Explain(Case test, string ours, string theirs, Func<Case, bool> agreeOn)
    {
        if (AreAlike(ours, theirs))
            return string.Join(", and ", Written.Where(rule => rule.Old(ours) != ours).Select(rule => rule.Why));
        // One alone if one is enough; two at once are rare.
        foreach ((string why, Func<Case, Case> without) in Taken)
        {
            if (without(test) is var twin && twin != test && agreeOn(twin))
                return why;
        }

        Case bare = Taken.Aggregate(test, (text, rule) => rule.Without(text));
        return bare != test && agreeOn(bare) ? "of several of these at once" : null;
    }
}

/// <summary>The alphabet.</summary>
internal static class Texts
{
    private static readonly string?[] Bases =
    [
        null, "http://h/a/b?q#f", "https://u:p@h:8080/", "http://h", "file:///C:/a/b", "file:///", "file://host/x/y", "file:///C:",
        "file:///C:x/y", "mailto:a@b?q", "data:,x#f", "x:/.//a",
        "x://h", "x://h/a/b?q", "x:///a/..", "x:/", "x:a", "ws://h/p?q", "ftp://h/a/", "http://h//a//", "blob:http://h/x", "about:blank",
        "non:?q", "http://[::1]:81/p/q",
    ];

    private static readonly string[] Schemes =
    [
        "http:", "https:", "HTTP:", "ftp:", "file:", "FiLe:", "ws:", "wss:", "mailto:", "data:", "x:", "x-y+z.1:", "1x:", "javascript:",
        "blob:", "blob:http:", "", "", "", "", ":", "ht\ttp:",
    ];

    private static readonly string[] Slashes = ["//", "//", "//", "/", "", "///", @"\\", @"/\", @"\", "/./", "/../", "//\t", ".", ".."];

    private static readonly string[] Credentials =
    [
        "", "", "", "", "u@", "u:p@", ":@", "@", "u:@", ":p@", "u@v@", "a%b@", "é@", "[@", "u;=|@", "'^@", "u p@",
    ];

    private static readonly string[] Hosts =
    [
        "h", "example.com", "EXAMPLE.Com", "a-b_c.d", "localhost", "LOCALHOST", "", "a.", ".", "..", "a..b", ".a", "%61", "%41.b",
        "a%2Eb", "%00", "%2F", "%", "%zz", "a b", "a\tb", "a|b", "a^b",
        "a<b", "a\"b", "a`b", "a{b}", "a~!$&'()*+,;=b", "a\u007Fb", "\u0001", "bücher", "BÜCHER.de", "ß", "ẞ", "日本語", "。", "a。b", "％４１",
        "a\u00ADb", "\u00AD", "\u200D", "a\u200Cb", "क\u094D\u200Cष",
        "א", "אa", "1א", "א1", "ا.a", "xn--", "xn--a", "xn--bcher-kva", "XN--BCHER-KVA", "xn--zca", "xn--ls8h", "xn--a-ecp", "xn--0",
        "a\u0300", "\u0300a", "fi\uFB01", "½", "①", "Ⅷ", "🙂", "\uFFFD", "한글", "ΣΑΣ", "ς",
        "0", "1.2", "1.2.3.4", "1.2.3.4.", "1.2.3.4.5", "256", "1.256", "0x7f.1", "0X1", "0x", "017.1", "08", "09.a", "1.0x", "a.1",
        "a.0x1", "1.a", "4294967295", "4294967296", "99999999999", "0.0.0.256", "1..2", "１", "%30",
        "[::]", "[::1]", "[1::]", "[1:2:3:4:5:6:7:8]", "[1:0:0:2::3]", "[0:0:1:0:0:0:1:0]", "[::1.2.3.4]", "[::ffff:1.2.3.4]",
        "[1:2:3:4:5:6:1.2.3.4]", "[1:2:3:4:5:6:7:1.2.3.4]", "[::01.2.3.4]", "[::1.2.3]", "[::256.1.1.1]",
        "[:::]", "[:1::]", "[1::2::3]", "[1:2]", "[12345::]", "[FFFF::a]", "[::1", "::1]", "[]", "[g::]", "[::1%251]", "[1:]", "[v1.x]",
        "[::1]x", "[00::0001]", "[1:2:3:4:5:6:7::]", "[::1:2:3:4:5:6:7]", "[::.1]", "[1::1.2.3.4:5]",
        "C:", "c|", "C:|", "h\\x", "a@b", "a:b",
    ];

    private static readonly string[] Ports =
    [
        "", "", "", "", ":", ":80", ":443", ":21", ":0", ":00080", ":65535", ":65536", ":8a", ":-1", ":8\t1", ": 8", ":é", ":999999999999",
    ];

    private static readonly string[] Segments =
    [
        "/", "/", "/", "a", "b", "A", "..", ".", "/..", "/.", "%2e", "%2E%2e", ".%2e", "%2e.", "...", "//", "\\", "C:", "C|", "/C|/",
        "/c:", "%", "%2", "%zz", "%41", "%00", "%c3%A9", "é", "日", "🙂", "\uFFFE", " ", "\t", "\n", "\r", "\0",
        "\u001F", "\u007F", "\u0080", "\u00A0", "\"", "#", "<", ">", "?", "`", "{", "}", "^", "|", "'", "[", "]", "@", ":", ";", "=",
        "&", "+", "$", "!", "*", "(", ")", ",", "~", "_", "-", ".", "a.b", "%23", "%3F", "\u200D", "\u2028",
    ];

    public static Case Next(Random random)
    {
        var text = new StringBuilder();
        if (random.Next(4) == 0)
        {
            string[][] all = [Schemes, Slashes, Credentials, Hosts, Ports, Segments, Segments, Segments];
            for (int left = random.Next(9); left > 0; left--)
                text.Append(One(random, all[random.Next(all.Length)]));
        }
        else
        {
            text.Append(One(random, Schemes)).Append(One(random, Slashes));
            if (random.Next(3) > 0)
                text.Append(One(random, Credentials)).Append(One(random, Hosts)).Append(One(random, Ports));
            Append(text, random, "/", 4);
            Append(text, random, "?", 3);
            Append(text, random, "#", 3);
        }

        if (random.Next(16) == 0)
            text.Insert(random.Next(text.Length + 1), One(random, Segments));
        if (random.Next(16) == 0 && text.Length > 0)
            text.Remove(random.Next(text.Length), 1);
        // What halves a surrogate pair is no text that UTF-8 can carry.
        return new Case(Bases[random.Next(Bases.Length)], Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Append(StringBuilder text, Random random, string mark, int most)
    {
        if (random.Next(3) == 0)
            return;
        text.Append(mark);
        for (int left = random.Next(most); left > 0; left--)
            text.Append(One(random, Segments));
    }

    private static string One(Random random, string[] items) => items[random.Next(items.Length)];
}
