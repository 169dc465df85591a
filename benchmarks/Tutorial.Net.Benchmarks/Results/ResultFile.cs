using System.Text.Json;

namespace Tutorial.Net.Benchmarks.Results;

/// <summary>What a study leaves behind: who measured, how, and the rows, one a line, so that two runs can be compared with diff.</summary>
/// <param name="Machine">Where and when.</param>
/// <param name="Command">What was run.</param>
/// <param name="Seconds">How long the whole run took.</param>
/// <param name="Rows">The figures.</param>
internal sealed record ResultFile<T>(Machine Machine, string Command, double Seconds, IReadOnlyList<T> Rows)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static ResultFile<T> Read(string path) =>
        JsonSerializer.Deserialize<ResultFile<T>>(File.ReadAllText(path), Options)
        ?? throw new InvalidDataException($"{path} holds no results");

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine("{");
        writer.WriteLine($"\"machine\": {JsonSerializer.Serialize(Machine, Options)},");
        writer.WriteLine($"\"command\": {JsonSerializer.Serialize(Command, Options)},");
        writer.WriteLine($"\"seconds\": {JsonSerializer.Serialize(Math.Round(Seconds), Options)},");
        writer.WriteLine("\"rows\": [");
        writer.WriteLine(string.Join(",\n", Rows.Select(row => JsonSerializer.Serialize(row, Options))));
        writer.WriteLine("]");
        writer.WriteLine("}");
    }
}
