using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.Loader;
using Tutorial.Net.Benchmarks.Links;

namespace Tutorial.Net.Benchmarks.Cold;

/// <summary>What the fresh process runs: the page twice, loading and compiling whatever that takes, and one line about both.</summary>
internal static class FirstPageCommand
{
    public const string Name = "first-page", Tokens = "tokens", Dom = "dom";

    private delegate IEnumerable<object> Extract<TAddress>(ReadOnlySpan<byte> html, TAddress address, string? charset);

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

    // This program's own library, too, so that all come in by the same door. What it takes for an address differs by version.
    private static Func<byte[], int> FromAssembly(string path)
    {
        Type type = new AssemblyLoadContext("contender").LoadFromAssemblyPath(path).GetType("Tutorial.Net.LinkExtractor", throwOnError: true)!;
        MethodInfo extract = Array.Find(
            type.GetMethods(), method => method.Name == "Extract" && method.GetParameters()[0].ParameterType == typeof(ReadOnlySpan<byte>))!;
        Type taken = extract.GetParameters()[1].ParameterType, address = Nullable.GetUnderlyingType(taken) ?? taken;
        object uri = new Uri("https://example.com/list/page.html");
        object given = taken == typeof(Uri) ? uri : address.GetMethod("op_Implicit", [typeof(Uri)])!.Invoke(null, [uri])!;
        ConstructorInfo constructor = type.GetConstructors()[0];
        object extractor = constructor.Invoke(new object?[constructor.GetParameters().Length]);
        return (Func<byte[], int>)typeof(FirstPageCommand).GetMethod(nameof(ReaderOf), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(taken).Invoke(null, [extract, extractor, given])!;
    }

    private static Func<byte[], int> ReaderOf<TAddress>(MethodInfo method, object extractor, object address)
    {
        var extract = method.CreateDelegate<Extract<TAddress>>(extractor);
        var given = (TAddress)address;
        return page => extract(page, given, null).Count();
    }
}
