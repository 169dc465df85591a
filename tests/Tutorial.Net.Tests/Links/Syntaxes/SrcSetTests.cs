using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using Tutorial.Net.Tests.Infrastructure;
using static Tutorial.Net.Tests.Infrastructure.ConformanceData;

namespace Tutorial.Net.Tests.Links.Syntaxes;

public sealed class SrcSetTests
{
    private const int OutdatedCases = 39;

    /// <summary>
    /// The data is of a time when the standard passed over a descriptor that it did not know. It says "Anything else: let error be
    /// yes" since, and browsers drop the candidate: for those cases nothing is to be picked, which the test asks in the data's place.
    /// </summary>
    [Fact]
    public void The_image_that_a_browser_shows_is_picked_from_the_candidates()
    {
        JsonArray cases = Document("wpt/srcset.json")["cases"]!.AsArray();
        Assert.True(cases.Count >= 105, $"only {cases.Count} cases");
        var differences = new List<string>();
        int outdated = 0;
        foreach (JsonNode? test in cases)
        {
            string srcset = Text(test!["srcset"])!, expected = Text(test["expect"])!;
            if (expected.Length > 0 && HoldsUnknownDescriptor(srcset))
            {
                outdated++;
                expected = "";
            }

            if (Pick(srcset) != expected)
                differences.Add($"{Show(srcset)}: expected {Show(expected)}, got {Show(Pick(srcset))}");
        }

        Assert.Equal([], differences);
        Assert.Equal(OutdatedCases, outdated);
    }

    [Theory]
    [InlineData("a.png 1x, b.png 2x", "a.png|b.png")]
    [InlineData("a.png, b.png 2x", "a.png|b.png")]
    [InlineData("data:image/png;base64,AA==,BB 1x, b.png 2x", "data:image/png;base64,AA==,BB|b.png")]
    [InlineData("a.png 100w 50h, b.png 200w", "a.png|b.png")]
    [InlineData("a.png 50h, b.png", "b.png")]
    [InlineData("a.png (1x, 2x) , b.png", "b.png")]
    [InlineData(",a.png,,, b.png,", "a.png|b.png")]
    [InlineData("a.png,b.png", "a.png,b.png")]
    [InlineData("a.png +1x, b.png 1.x, c.png .5x, d.png 1e2x, e.png -1x, f.png -0x", "c.png|d.png|f.png")]
    [InlineData("a.png 0w, b.png 1w 1x, c.png 1x 1x", "")]
    [InlineData("a.png 99999999999w", "a.png")]
    [InlineData("a.png 1e999x", "")]
    public void Candidates_with_wrong_descriptors_are_left_out(string value, string expected) =>
        Assert.Equal(expected, string.Join('|', Candidates(value).Select(c => c.Url)));

    [Fact]
    public void Descriptors_come_with_their_candidate()
    {
        Assert.Equal([new Candidate("a", null, 2), new("b", 640, null), new("c", null, null)], Candidates("a 2x, b 640w, c"));
    }

    [Fact]
    public void Candidates_lie_in_the_value_in_order_and_hold_no_white_space() =>
        Gen.OneOf(
            Gen.String[Gen.Char[" \t\n\f\r\0,()axwh1.-+e:/;\u00A0"], 0, 40],
            Gen.Int[0, Pieces.Length - 1].Array[0, 10].Select(pieces => string.Concat(pieces.Select(i => Pieces[i])))).Sample(value =>
        {
            int end = 0;
            foreach (Candidate candidate in Candidates(value))
            {
                Assert.NotEqual("", candidate.Url);
                int start = value.IndexOf(candidate.Url, end, StringComparison.Ordinal);
                Assert.True(start >= end);
                end = start + candidate.Url.Length;
                Assert.Equal(-1, candidate.Url.AsSpan().IndexOfAny(" \t\n\f\r"));
                Assert.NotEqual(',', candidate.Url[^1]);
            }
        }, iter: Campaign.Cases(200_000));

    /// <summary>Each production at its smallest, and cut.</summary>
    private static readonly string[] Pieces =
    [
        ",", " ", "\t", "\n", "\f", "\r", "\0", "\u00A0", "a", "a,", "a,b", ",a", "a ", "a 1x", "a 1w", "a 1h", "a 1w 1h", "a 1x,", " 1x", " 1.x", " .5x", " -1x", " 0w",
        " 1e", " 1e1x", " x", " (", " ()", " (,)", "(", ")", "data:,", "data:,a 1x", " 99999999999w", " 1x 1x",
    ];

    /// <summary>Of a srcset of one candidate without parentheses: whether a descriptor is none of the standard's three, or
    /// negative.</summary>
    private static bool HoldsUnknownDescriptor(string srcset) =>
        Regex.IsMatch(srcset, @"^data:,a [^,(]+$", RegexOptions.ECMAScript)
        && srcset.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Any(
            descriptor => !Regex.IsMatch(descriptor, @"^(\d+[wh]|(-0|\d+|\d+\.\d+)([eE][-+]?\d+)?x)$", RegexOptions.ECMAScript));

    private static List<Candidate> Candidates(string value)
    {
        var list = new List<Candidate>();
        var reader = new SrcSet(Encoding.UTF8.GetBytes(value));
        while (reader.MoveNext())
            list.Add(new Candidate(Encoding.UTF8.GetString(reader.Current), reader.Width, reader.Density));
        return list;
    }

    /// <summary>"Select an image source" on a screen of density 1 and 800 pixels: the first of the least density that is enough.</summary>
    private static string Pick(string value)
    {
        (double Density, string Url)[] known = [.. Candidates(value)
            .Select(c => (c.Width is int width ? width / 800.0 : c.Density ?? 1, c.Url))
            .DistinctBy(c => c.Item1)];
        return known.Length == 0 ? "" : known.OrderBy(c => c.Density < 1).ThenBy(c => c.Density < 1 ? -c.Density : c.Density).First().Url;
    }

    private sealed record Candidate(string Url, int? Width, double? Density);
}
