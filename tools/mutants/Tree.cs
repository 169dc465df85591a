using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tutorial.Net.Mutants;

/// <summary>The copy of the working tree in which the library is broken.</summary>
internal sealed partial class Tree(string root, string copy)
{
    /// <summary>What a build of the copy needs and what it can do without.</summary>
    private static readonly string[] BuildOptions =
    [
        "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false", "-p:GenerateDocumentationFile=false", "-p:MinVerSkip=true", "-v:q", "-nologo",
    ];

    private readonly HashSet<int> _unfit = [];

    /// <summary>The tests' program, built.</summary>
    public string Tests => Suite("Tutorial.Net.Tests");

    /// <summary>All breakages of the folders, those that do not compile among them.</summary>
    public IReadOnlyList<Breakage> Found { get; private set; } = [];

    private string UnfitList => Path.Combine(copy, "unfit.txt");

    /// <summary>The program of a project of tests, built.</summary>
    public string Suite(string name) => Path.Combine(copy, "tests", name, "bin", "Debug", "net10.0", $"{name}.dll");

    /// <summary>Copies what git knows or would know, with what is to be compiled into the copies.</summary>
    public void Copy()
    {
        foreach (string file in Ask("git", root, "ls-files", "-co", "--exclude-standard").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!File.Exists(Path.Combine(root, file)))
                continue;
            string to = Path.Combine(copy, file);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            string text = Path.Combine(root, file);
            if (!File.Exists(to) || !File.ReadAllBytes(to).AsSpan().SequenceEqual(File.ReadAllBytes(text)))
                File.Copy(text, to, overwrite: true);
        }

        // What was removed, or belongs to a former copy.
        foreach (string file in Directory.EnumerateFiles(copy, "*.cs", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(copy, file);
            bool isOutput = name.Split(Path.DirectorySeparatorChar) is { } parts && (parts.Contains("obj") || parts.Contains("bin"));
            if (!isOutput && !File.Exists(Path.Combine(root, name)))
                File.Delete(file);
        }

        Insert("Mutant.cs", "src/Tutorial.Net");
        Insert("ReachedAttribute.cs", "tests/Tutorial.Net.Tests");
        // The data of others, wherever it is.
        foreach (string data in (string[])[Path.Combine(root, ".conformance"), Path.Combine(root, "..", "shared", "data")])
        {
            if (Directory.Exists(data) && !Path.Exists(Path.Combine(copy, ".conformance")))
                Directory.CreateSymbolicLink(Path.Combine(copy, ".conformance"), data);
        }
    }

    /// <summary>What was built before.</summary>
    public IReadOnlyList<Breakage> Built(string[] folders)
    {
        List<Breakage> all = Break(folders);
        Recall(all);
        Keep(all);
        Break(folders);
        return [.. all.Where(breakage => !_unfit.Contains(breakage.Id))];
    }

    /// <summary>Breaks the files of the folders in every way that compiles, and builds the tests.</summary>
    public IReadOnlyList<Breakage> Build(string[] folders)
    {
        Recall(Break(folders));
        for (int round = 1; ; round++)
        {
            List<Breakage> all = Break(folders);
            string output = Ask("dotnet", copy, ["build", round == 1 ? "src/Tutorial.Net" : "tests/Tutorial.Net.Tests", .. BuildOptions]);
            string[] errors = [.. output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct()];
            Console.WriteLine($"build {round}: {all.Count - _unfit.Count} of {all.Count} breakages, {errors.Length} errors");
            if (errors.Length == 0 && round > 1)
            {
                Keep(all);
                return [.. all.Where(breakage => !_unfit.Contains(breakage.Id))];
            }

            int before = _unfit.Count;
            foreach (string error in errors)
                Blame(error, all);
            if (errors.Length > 0 && _unfit.Count == before)
                throw new InvalidOperationException($"The copy does not build, and no breakage is to blame:\n{string.Join('\n', errors.Take(5))}");
        }
    }

    /// <summary>Puts these into the copy, numbered from 1, each of whose places must be in its file exactly once.</summary>
    public void Break(Promise[] promises)
    {
        foreach ((int index, Promise promise) in promises.Index())
        {
            string file = Path.Combine(copy, promise.File), text = File.ReadAllText(file);
            if (text.Split(promise.Was).Length != 2)
                throw new InvalidOperationException($"{promise.File} does not have this once: {promise.Was}");
            string broken = promise.Becomes.Replace("BROKEN", $"global::Tutorial.Net.Mutant.Is({index + 1})");
            File.WriteAllText(file, text.Replace(promise.Was, broken));
            // Into the project that the file belongs to.
            Insert("Mutant.cs", Path.Combine([.. promise.File.Split('/')[..2]]));
        }
    }

    public void BuildTests(string suite)
    {
        string output = Ask("dotnet", copy, ["build", $"tests/{suite}", .. BuildOptions]);
        if (output.Contains(": error ", StringComparison.Ordinal))
            throw new InvalidOperationException(output);
    }

    /// <summary>Puts a file of the tool's own into a folder of the copy.</summary>
    private void Insert(string file, string folder) =>
        File.Copy(Path.Combine(AppContext.BaseDirectory, "inserted", file), Path.Combine(copy, folder, file), overwrite: true);

    /// <summary>Runs a program to its end and gives what it printed.</summary>
    private static string Ask(string program, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    /// <summary>Names that last while other lines change.</summary>
    private static string[] Names(List<Breakage> all)
    {
        Dictionary<string, int> seen = [];
        return [.. all.Select(breakage =>
        {
            string name = $"{breakage.File} {breakage.Kind} {breakage.Was.ReplaceLineEndings(" ")} {breakage.Becomes.ReplaceLineEndings(" ")}";
            return $"{name} {seen[name] = seen.GetValueOrDefault(name) + 1}";
        })];
    }

    /// <summary>Which were found not to compile before.</summary>
    private void Recall(List<Breakage> all)
    {
        if (!File.Exists(UnfitList))
            return;
        HashSet<string> names = [.. File.ReadLines(UnfitList)];
        _unfit.UnionWith(Names(all).Index().Where(row => names.Contains(row.Item)).Select(row => row.Index + 1));
    }

    private void Keep(List<Breakage> all) =>
        File.WriteAllLines(UnfitList, Names(all).Index().Where(row => _unfit.Contains(row.Index + 1)).Select(row => row.Item));

    private List<Breakage> Break(string[] folders)
    {
        List<Breakage> all = [];
        string source = Path.Combine(root, "src", "Tutorial.Net");
        foreach (string folder in folders)
        {
            var files = Directory.EnumerateFiles(Path.Combine(source, folder), "*.cs", SearchOption.AllDirectories);
            foreach (string file in files.Order(StringComparer.Ordinal))
            {
                string name = Path.GetRelativePath(source, file);
                SyntaxTree tree = CSharpSyntaxTree.ParseText(File.ReadAllText(file), new CSharpParseOptions(LanguageVersion.Preview), name);
                Breaker breaker = new(folder, name, tree, all.Count + 1, _unfit);
                string text = breaker.Visit(tree.GetRoot())!.ToFullString();
                string to = Path.Combine(copy, "src", "Tutorial.Net", name);
                if (File.ReadAllText(to) != text)
                    File.WriteAllText(to, text);
                all.AddRange(breaker.Found);
            }
        }

        Found = all;
        return all;
    }

    /// <summary>
    /// Leaves out the breakage that an error is in; if it is in none, those of its member that change what is assigned or where it goes
    /// on, and if there are none, all of the member's.
    /// </summary>
    private void Blame(string error, List<Breakage> all)
    {
        if (Place().Match(error) is not { Success: true } match)
            return;
        string text = File.ReadAllText(match.Groups[1].Value);
        SyntaxNode tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
        int line = int.Parse(match.Groups[2].Value) - 1, column = int.Parse(match.Groups[3].Value) - 1;
        int position = tree.SyntaxTree.GetText().Lines[line].Start + column;
        SyntaxNode node = tree.FindToken(position).Parent!;
        for (SyntaxNode? outer = node; outer is not null and not MemberDeclarationSyntax; outer = outer.Parent)
        {
            ExpressionSyntax? condition = outer switch
            {
                ConditionalExpressionSyntax choice => choice.Condition,
                IfStatementSyntax choice => choice.Condition,
                BinaryExpressionSyntax choice => choice.Left.ToString().StartsWith("global::", StringComparison.Ordinal) ? choice.Left : choice.Right,
                _ => null,
            };
            if (condition is not null && Switch().Match(condition.ToString()) is { Success: true } found)
            {
                _unfit.Add(int.Parse(found.Groups[1].Value));
                return;
            }
        }

        string member = (node.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() ?? node.FirstAncestorOrSelf<MemberDeclarationSyntax>()!).ToString();
        int[] inside = [.. AnySwitch().Matches(member).Select(found => int.Parse(found.Groups[1].Value))];
        int[] flow = [.. inside.Where(id => all[id - 1].Kind == Kind.Flow)];
        _unfit.UnionWith(flow.Length > 0 ? flow : inside);
    }

    [GeneratedRegex(@"^\s*(/[^(]+)\((\d+),(\d+)\): error ")]
    private static partial Regex Place();

    [GeneratedRegex(@"^!?global::Tutorial\.Net\.Mutant\.Is\((\d+)\)$")]
    private static partial Regex Switch();

    [GeneratedRegex(@"global::Tutorial\.Net\.Mutant\.Is\((\d+)\)")]
    private static partial Regex AnySwitch();
}
