using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.Loader;
using Tutorial.Net.Benchmarks.Links;

namespace Tutorial.Net.Benchmarks.Cold;

/// <summary>What the fresh process runs: the page twice, loading and compiling whatever that takes, and one line about both.</summary>
internal static class FirstPageCommand
{
    public const string Name = "first-page", Tokens = "tokens", Dom = "dom";

    private delegate IEnumerable<object> Extract(ReadOnlySpan<byte> html, Uri? documentUri, string? charset);

    public static Command Create()
    {
        var contender = new Argument<string>("CONTENDER");
        var page = new Argument<string>("PAGE");
        var command = new Command(Name, "The fresh process of the cold command.") { contender, page };
        command.Hidden = true;
        command.SetAction(parsed => Run(parsed.GetValue(contender)!, File.ReadAllBytes(parsed.GetValue(page)!)));
        return command;
    }

    private static void Run(string contender, byte[] page)
    {
        long methods = JitInfo.GetCompiledMethodCount(currentThread: true);
        TimeSpan compiling = JitInfo.GetCompilationTime(currentThread: true);
        long start = Stopwatch.GetTimestamp();
        Func<byte[], int> read = Reader(contender);
        int links = read(page);
        TimeSpan first = Stopwatch.GetElapsedTime(start);
        compiling = JitInfo.GetCompilationTime(currentThread: true) - compiling;
        methods = JitInfo.GetCompiledMethodCount(currentThread: true) - methods;
        start = Stopwatch.GetTimestamp();
        if (read(page) != links)
            throw new InvalidDataException($"{contender} finds other links the second time.");
        TimeSpan second = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{first.TotalSeconds} {second.TotalSeconds} {compiling.TotalSeconds} {methods} {links}"));
    }

    private static Func<byte[], int> Reader(string contender) => contender switch
    {
        Tokens => LinkRivals.AngleSharpTokens,
        Dom => LinkRivals.AngleSharpDom,
        _ => FromAssembly(contender),
    };

    // This program's own library, too, so that all come in by the same door.
    private static Func<byte[], int> FromAssembly(string path)
    {
        Type type = new AssemblyLoadContext("contender").LoadFromAssemblyPath(path).GetType("Tutorial.Net.LinkExtractor", throwOnError: true)!;
        var extract = type.GetMethod("Extract", [typeof(ReadOnlySpan<byte>), typeof(Uri), typeof(string)])!
            .CreateDelegate<Extract>(type.GetConstructors()[0].Invoke(new object?[type.GetConstructors()[0].GetParameters().Length]));
        var address = new Uri("https://example.com/list/page.html");
        return page => extract(page, address, null).Count();
    }
}
