namespace Tutorial.Net.Snippets;

/// <summary>What the snippets take for the console, so that they read as a program does, and each test has one of its own.</summary>
internal static class Console
{
    private static readonly AsyncLocal<TextWriter?> Written = new();
    private static readonly AsyncLocal<TextReader?> Typed = new();

    public static TextWriter Error => Out;

    private static TextWriter Out => Written.Value ?? TextWriter.Null;

    /// <summary>Takes the place of the console for the caller, and for the threads and tasks that it starts.</summary>
    public static void Use(TextWriter output, TextReader? input = null) => (Written.Value, Typed.Value) = (output, input);

    public static void WriteLine(object? value) => Out.WriteLine(value);

    public static string? ReadLine() => Typed.Value?.ReadLine();
}
