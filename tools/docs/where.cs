// Lists the public members and the pages that name each, and fails for one that no page names.
//   dotnet run tools/docs/where.cs [--missing]
// A page names a member if it has the member's name and its type's name in code. Overloads count once, as do the accessors of a
// property; overrides, operators and constructors are their type's business.
#:property PublishAot=false
using System.Text.RegularExpressions;

string root = Directory.GetCurrentDirectory();
string[] lists = Directory.GetFiles(Path.Combine(root, "src", "Tutorial.Net"), "PublicAPI.*.txt");
Page[] pages =
[
    .. ((string[])[".", "docs", Path.Combine("docs", "tutorial")])
        .SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.md"))
        .Where(file => Path.GetFileName(file) != "CHANGELOG.md") // says what came and went, not what it does
        .Order(StringComparer.Ordinal)
        .Select(file => new Page(Path.GetRelativePath(root, file).Replace('\\', '/'), Page.Words(File.ReadAllText(file)))),
];

int named = 0;
List<string> missing = [];
IEnumerable<Member> members = lists.SelectMany(File.ReadLines).Select(Member.Parse).OfType<Member>().Distinct();
foreach (Member member in members.OrderBy(m => m.ToString(), StringComparer.Ordinal))
{
    string[] where = [.. pages.Where(member.IsNamedBy).Select(page => page.Name)];
    if (where.Length == 0)
        missing.Add(member.ToString());
    else
        named++;
    if (where.Length > 0 && args is [])
        Console.WriteLine($"{member}: {string.Join(", ", where)}");
}

foreach (string name in missing)
    Console.Error.WriteLine($"no page names {name}");
Console.WriteLine($"{named} public types and members are named by a page, {missing.Count} by none.");
return named > 0 && missing.Count == 0 ? 0 : 1;

internal sealed partial record Member(string Type, string? Name)
{
    public static Member? Parse(string line)
    {
        Match match = Declaration().Match(line);
        if (!match.Success)
            return null; // an override, an operator, or a heading
        string type = match.Groups["type"].Value;
        string name = match.Groups["name"].Value;
        return new Member(type, name.Length == 0 || name == type ? null : name);
    }

    /// <summary>The extension methods of a class are called on something else; nobody writes its name.</summary>
    public bool IsNamedBy(Page page) =>
        Name is null ? page.Code.Contains(Type) : page.Code.Contains(Name) && (Type == "SocketExtensions" || page.Code.Contains(Type));

    public override string ToString() => Name is null ? Type : $"{Type}.{Name}";

    // Tutorial.Net.Type.Name(parameters) -> type; Tutorial.Net.Type.Name.get -> type; Tutorial.Net.Type.Name = value -> type
    [GeneratedRegex(
        @"^((static|virtual|abstract|const|readonly) )*Tutorial\.Net\.(?<type>\w+)" +
        @"(\.(?!operator )(?<name>\w+)(<\w+>)?([.(].*)?( = .*)?( -> .*)?)?$")]
    private static partial Regex Declaration();
}

internal sealed record Page(string Name, HashSet<string> Code)
{
    /// <summary>The identifiers in a page's blocks and spans of code.</summary>
    public static HashSet<string> Words(string text) =>
    [
        .. Regex.Matches(text, @"^```.*?^```|`[^`\n]+`", RegexOptions.Singleline | RegexOptions.Multiline)
            .SelectMany(code => Regex.Matches(code.Value, @"\w+"))
            .Select(word => word.Value),
    ];
}
