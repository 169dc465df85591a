using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>Reads the conformance data; a test that needs it is skipped where it is absent.</summary>
internal static partial class ConformanceData
{
    // System.Text.Json refuses a lone surrogate, and the data has them: each escaped one stands as a code point from here on.
    private static int Shelter => 0xF0000;

    /// <summary>A whole JSON file; read its strings with <see cref="Text"/>.</summary>
    public static JsonNode Document(string relativePath) => JsonNode.Parse(EscapedSurrogate().Replace(
        File.ReadAllText(Requires.Data(relativePath)),
        match => char.ConvertFromUtf32(Shelter + int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture) - 0xD800)))!;

    /// <summary>The objects of a JSON array in which bare strings are comments.</summary>
    public static List<JsonObject> Cases(string relativePath) => [.. Document(relativePath).AsArray().OfType<JsonObject>()];

    /// <summary>A string of the data, lone surrogates included; null for JSON's null.</summary>
    public static string? Text(JsonNode? node)
    {
        if ((string?)node is not string text)
            return null;
        var whole = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if ((uint)(rune.Value - Shelter) < 0x800)
                whole.Append((char)(rune.Value - Shelter + 0xD800));
            else
                whole.Append(rune);
        }

        return whole.ToString();
    }

    /// <summary>Text in a failure's message: quoted, with everything beyond ASCII escaped.</summary>
    public static string Show(string? text) => text is null ? "nothing" : System.Text.Json.JsonSerializer.Serialize(text);

    [GeneratedRegex(@"\\u([dD][89a-fA-F][0-9a-fA-F]{2})")]
    private static partial Regex EscapedSurrogate();
}
