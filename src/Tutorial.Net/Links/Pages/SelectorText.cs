using System.Globalization;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// A selector whose functions with selectors of their own (<c>:not()</c>, <c>:has()</c>) are cut out and replaced by attribute
/// selectors with a name that nobody writes: AngleSharp's parser does not tell what is inside those functions.
/// </summary>
internal sealed class SelectorText
{
    /// <summary>Begins the names of those attribute selectors: a character for private use.</summary>
    public const char Mark = '\uE000';

    private readonly List<(string Name, string Body)> _functions = [];

    private SelectorText()
    {
    }

    /// <summary>The selector as AngleSharp's parser gets it; of a list, each part.</summary>
    public List<string> Parts { get; } = [];

    /// <summary>What was cut out, with the function's name in small letters.</summary>
    public IReadOnlyList<(string Name, string Body)> Functions => _functions;

    public static SelectorText Split(string selector)
    {
        var split = new SelectorText();
        var part = new StringBuilder();
        for (int i = 0; i < selector.Length;)
        {
            int start = i;
            if (selector[i] == ',')
            {
                split.Parts.Add(part.ToString());
                part.Clear();
                i++;
            }
            else if (FunctionAt(selector, i) is { } name && End(selector, i + name.Length + 1) is var end && end < selector.Length)
            {
                part.Append(CultureInfo.InvariantCulture, $"[{Mark}{split._functions.Count}]");
                int body = i + name.Length + 2;
                split._functions.Add((name, selector[body..end]));
                i = end + 1;
            }
            else
            {
                i = Next(selector, i);
                part.Append(selector, start, i - start);
            }
        }

        split.Parts.Add(part.ToString());
        return split;
    }

    private static string? FunctionAt(string selector, int at)
    {
        if (selector[at] != ':')
            return null;
        foreach (string name in new[] { "not", "is", "where", "matches", "has" })
        {
            if (string.Compare(selector, at + 1, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0
                && at + 1 + name.Length < selector.Length && selector[at + 1 + name.Length] == '(')
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Past the character, string, comment or bracket that begins here.</summary>
    private static int Next(string selector, int at) => selector[at] switch
    {
        '\\' => Math.Min(at + 2, selector.Length),
        '"' or '\'' => Math.Min(StringEnd(selector, at) + 1, selector.Length),
        '(' or '[' => Math.Min(End(selector, at) + 1, selector.Length),
        '/' when at + 1 < selector.Length && selector[at + 1] == '*' =>
            selector.IndexOf("*/", at + 2, StringComparison.Ordinal) is >= 0 and int end ? end + 2 : selector.Length,
        _ => at + 1,
    };

    private static int StringEnd(string selector, int at)
    {
        char quote = selector[at++];
        while (at < selector.Length && selector[at] != quote)
            at += selector[at] == '\\' ? 2 : 1;
        return at;
    }

    /// <summary>The bracket that closes the one here; the selector's length if none does.</summary>
    private static int End(string selector, int at)
    {
        // Not by Next alone: brackets may nest as deep as the selector is long.
        int depth = 0;
        while (at < selector.Length)
        {
            char c = selector[at];
            depth += c is '(' or '[' ? 1 : c is ')' or ']' ? -1 : 0;
            if (depth == 0)
                return at;
            at = c is '(' or '[' ? at + 1 : Next(selector, at);
        }

        return selector.Length;
    }
}
