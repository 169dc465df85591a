namespace Tutorial.Net.Mutants;

/// <summary>One way in which the library can be broken.</summary>
/// <param name="Id">Its number, from 1, in the order of the files and of the places in them.</param>
/// <param name="Folder">The folder of src that it is counted in.</param>
/// <param name="File">The file, from src/Tutorial.Net.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="At">Index of its first character in the file.</param>
/// <param name="IsStatic">Whether it comes to run once a process, whichever test is the first to need its class.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Was">The code as it is.</param>
/// <param name="Becomes">The code as it would be; empty where it is left out.</param>
internal sealed record Breakage(int Id, string Folder, string File, int Line, int At, bool IsStatic, Kind Kind, string Was, string Becomes)
{
    /// <summary>Its file without what tells the parts of a class from each other.</summary>
    public string Class => File[..File.IndexOf('.')];

    /// <summary>The code as it would be, in one line; "nothing" where it is left out.</summary>
    public string Becoming => Becomes.Length == 0 ? "nothing" : OneLine(Becomes);

    public override string ToString() => $"{Id} {File}:{Line} {Short(OneLine(Was))} => {Short(Becoming)}";

    private static string OneLine(string code) => string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Short(string line) => line.Length <= 110 ? line : line[..107] + "...";
}
