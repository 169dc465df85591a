using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>The tokenizer against html5lib's tokenizer data: each case's start tags with their attributes.</summary>
public sealed partial class TokenizerConformanceTests
{

    [Fact]
    public void Every_case_of_html5lib_has_its_start_tags_and_attributes_right()
    {
        var wrong = new List<string>();
        int cases = 0, runs = 0;
        foreach (string file in Directory.GetFiles(Requires.Data("html5lib-tests/tokenizer"), "*.test"))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file), new() { AllowTrailingCommas = true });
            // xmlViolation.test tests a mode for XML's sake that no browser has.
            if (!document.RootElement.TryGetProperty("tests", out JsonElement tests))
                continue;
            foreach (JsonElement test in tests.EnumerateArray())
            {
                cases++;
                foreach (string state in InitialStates(test))
                {
                    runs++;
                    if (Check(test, state) is { } problem)
                        wrong.Add($"{Path.GetFileName(file)}: {problem}");
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong of {runs}\n" + string.Join('\n', wrong.Take(20)));
        Assert.True(cases > 6_000, $"only {cases} cases");
        TestContext.Current.SendDiagnosticMessage($"{cases} cases, {runs} runs");
    }

    private static string? Check(JsonElement test, string stateName)
    {
        string input = Unescape(test, test.GetProperty("input").GetRawText());
        string expected = string.Concat(ExpectedStartTags(test));
        string lastStartTag = test.TryGetProperty("lastStartTag", out JsonElement last) ? last.GetString()! : "";
        byte[] html = Encoding.UTF8.GetBytes(input);
        foreach (int chunk in new[] { int.MaxValue, 1 })
        {
            string actual = string.Concat(StartTag.ReadAll(html, chunk, State(stateName), lastStartTag));
            if (actual != expected)
                return $"{test.GetProperty("description").GetString()} [{stateName}] {input}\n  expected {expected}\n  actual   {actual}";
        }

        return null;
    }

    private static IEnumerable<StartTag> ExpectedStartTags(JsonElement test)
    {
        foreach (JsonElement token in test.GetProperty("output").EnumerateArray())
        {
            if (token.ValueKind != JsonValueKind.Array || token[0].GetString() != "StartTag")
                continue;
            yield return new StartTag(
                Text(test, token[1]), [.. token[2].EnumerateObject().Select(a => KeyValuePair.Create(Name(test, a.Name), Text(test, a.Value)))]);
        }
    }

    private static IEnumerable<string> InitialStates(JsonElement test) =>
        test.TryGetProperty("initialStates", out JsonElement states) ? states.EnumerateArray().Select(s => s.GetString()!) : ["Data state"];

    private static TokenizerState State(string name) => name switch
    {
        "Data state" => TokenizerState.Data,
        "PLAINTEXT state" => TokenizerState.Plaintext,
        "RCDATA state" or "RAWTEXT state" => TokenizerState.RawText,
        "Script data state" => TokenizerState.ScriptData,
        "CDATA section state" => TokenizerState.CDataSection,
        _ => throw new NotSupportedException(name),
    };

    private static bool IsDoubleEscaped(JsonElement test) => test.TryGetProperty("doubleEscaped", out JsonElement value) && value.GetBoolean();

    private static string Text(JsonElement test, JsonElement text) => Unescape(test, text.GetRawText());

    private static string Name(JsonElement test, string name) => IsDoubleEscaped(test) ? Decode(name) : name;

    private static string Unescape(JsonElement test, string json)
    {
        string text = Decode(json[1..^1]);
        return (IsDoubleEscaped(test) ? Decode(text) : text).Replace("\uD800", "\uFFFD", StringComparison.Ordinal);
    }

    /// <summary>JSON's escapes; System.Text.Json refuses those of lone surrogates.</summary>
    private static string Decode(string json) => Escape().Replace(json, match => match.Value[1] switch
    {
        'u' => ((char)Convert.ToUInt16(match.Value[2..], 16)).ToString(),
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        'f' => "\f",
        'b' => "\b",
        char c => c.ToString(),
    });

    [GeneratedRegex(@"\\(u[0-9A-Fa-f]{4}|.)", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
