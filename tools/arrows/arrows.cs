#!/usr/bin/env dotnet
#:package Microsoft.CodeAnalysis.CSharp@4.14.0
#:property PublishAot=false
#:property ManagePackageVersionsCentrally=false
// The arrows between the folders of src: a folder names another where its code, doc comments aside, uses a type that is declared
// there. Prints them and fails on a loop. Usage: dotnet run tools/arrows/arrows.cs [FOLDER]
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

string root = Path.GetFullPath(args is [var given] ? given : Path.Combine(Folder(), "..", "..", "src", "Tutorial.Net"));
string[] files =
    [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Where(file => !IsOutput(file)).Order(StringComparer.Ordinal)];
SyntaxTree[] trees = [.. files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file))];
SyntaxTree implicitUsings = CSharpSyntaxTree.ParseText(
    "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;"
    + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;");
var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
CSharpCompilation compilation = CSharpCompilation.Create(
    "src", [implicitUsings, .. trees], framework.Select(file => MetadataReference.CreateFromFile(file)),
    new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));

// What is the source of each arrow, by the first place that draws it.
var arrows = new SortedDictionary<(string From, string To), string>();
foreach (SyntaxTree tree in trees)
{
    SemanticModel model = compilation.GetSemanticModel(tree);
    string from = Room(tree.FilePath);
    foreach (ExpressionSyntax name in tree.GetRoot().DescendantNodes().OfType<ExpressionSyntax>())
    {
        SymbolInfo info = model.GetSymbolInfo(name);
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        ITypeSymbol? type = model.GetTypeInfo(name).Type;
        foreach (ISymbol? used in (ISymbol?[])[symbol as INamedTypeSymbol ?? symbol?.ContainingType, type])
        {
            // A partial type is at home where its first part is; nothing else is in two folders.
            foreach (SyntaxReference place in used?.OriginalDefinition.DeclaringSyntaxReferences ?? [])
            {
                string to = Room(place.SyntaxTree.FilePath);
                if (to != from && place.SyntaxTree != implicitUsings)
                {
                    FileLinePositionSpan line = name.GetLocation().GetLineSpan();
                    arrows.TryAdd((from, to), $"{Path.GetRelativePath(root, tree.FilePath)}:{line.StartLinePosition.Line + 1} {used!.Name}");
                }
            }
        }
    }
}

foreach (((string from, string to), string where) in arrows)
    Console.WriteLine($"{from} -> {to}    ({where})");
Dictionary<string, string[]> next = arrows.Keys.GroupBy(arrow => arrow.From, arrow => arrow.To)
    .ToDictionary(group => group.Key, group => group.ToArray());
var state = new Dictionary<string, bool>();
foreach (string room in next.Keys)
{
    if (Loop(room, []) is { } loop)
    {
        Console.Error.WriteLine($"A loop: {string.Join(" -> ", loop)}. One of its folders must not know another.");
        return 1;
    }
}

Console.WriteLine($"{arrows.Count} arrows, no loop.");
return arrows.Count > 0 ? 0 : 2;

string[]? Loop(string room, string[] path)
{
    if (path.Contains(room))
        return [.. path[Array.IndexOf(path, room)..], room];
    if (state.ContainsKey(room))
        return null;
    foreach (string other in next.GetValueOrDefault(room, []))
    {
        if (Loop(other, [.. path, room]) is { } loop)
            return loop;
    }

    state[room] = true;
    return null;
}

string Room(string file) => Path.GetRelativePath(root, Path.GetDirectoryName(file)!);

static bool IsOutput(string file) => file.Split(Path.DirectorySeparatorChar) is { } parts && (parts.Contains("obj") || parts.Contains("bin"));

static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
