// The tutorial's getlinks.py of section 9: prints the links of a page, here all kinds of them, as they are found.
//   dotnet run --project samples/GetLinks -- https://example.com/ --kind hyperlink
using System.CommandLine;
using System.CommandLine.Parsing;
using Tutorial.Net;
using Tutorial.Net.Samples;

var page = new Argument<string>("PAGE") { Description = "A page's address (http:, https:), a file, or - for standard input." };
var kind = new Option<LinkKind[]>("--kind")
{
    Description = $"Only links of these kinds, separated by commas: {string.Join(", ", Enum.GetNames<LinkKind>()).ToLowerInvariant()}.",
    HelpName = "KIND",
    Arity = ArgumentArity.OneOrMore,
    CustomParser = ParseKinds,
};
var within = new Option<string?>("--within")
{
    Description = "Only links inside what this CSS selector matches; waits for the whole page.",
    HelpName = "SELECTOR",
};
var unique = new Option<bool>("--unique") { Description = "Each URL once." };
var text = new Option<bool>("--text") { Description = "The link's text behind its URL." };
var json = new Option<bool>("--json") { Description = "One JSON object a line, with everything that is known of the link." };
var position = new Option<bool>("--position") { Description = "LINE:COLUMN in front of the URL." };
Option<int> maxBytes = SampleArguments.Number("--max-bytes", "The largest page, in bytes.", 64 << 20, 1, int.MaxValue);
Option<int> timeout = SampleArguments.Number("--timeout", "The longest wait for a page from the web, all in all, in seconds.", 100, 1, 86_400);
within.Validators.Add(CheckSelector);
page.Validators.Add(CheckPage);

var command = new RootCommand("Prints the links of a page (the tutorial's section 9), one URL a line, as they are found.")
{
    page, kind, within, unique, text, json, position, maxBytes, timeout,
};
command.SetAction((parsed, cancellationToken) =>
{
    var options = new LinkExtractorOptions
    {
        Kinds = parsed.GetValue(kind) is { Length: > 0 } kinds ? kinds.ToHashSet() : null,
        Within = parsed.GetValue(within),
        Unique = parsed.GetValue(unique),
        IncludeText = parsed.GetValue(text) || parsed.GetValue(json),
        MaxBytes = parsed.GetValue(maxBytes),
        FetchTimeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
    };
    var printer = new LinkPrinter(parsed.GetValue(json), parsed.GetValue(position), parsed.GetValue(text));
    return PageReader.PrintAsync(parsed.GetValue(page)!, options, printer, cancellationToken);
});
return await SampleCommand.RunAsync(command, args);

// An option that there is not would be looked for as a file.
static void CheckPage(ArgumentResult result)
{
    if (result.Tokens is [{ Value: "" }])
        result.AddError("PAGE must not be empty: an address (https://...), a file, or - for standard input.");
    if (result.Tokens is [{ Value: ['-', '-', ..] mistyped }, ..])
        result.AddError($"There is no option {mistyped}; a file of that name is ./{mistyped}.");
}

static LinkKind[] ParseKinds(ArgumentResult result)
{
    var kinds = new List<LinkKind>();
    foreach (string name in result.Tokens.SelectMany(token => token.Value.Split(',')))
    {
        if (!char.IsAsciiLetter(name.FirstOrDefault()) || !Enum.TryParse(name, ignoreCase: true, out LinkKind kind))
            result.AddError($"'{name}' is no kind of link.");
        else
            kinds.Add(kind);
    }

    return [.. kinds];
}

static void CheckSelector(OptionResult result)
{
    try
    {
        _ = new LinkExtractorOptions { Within = result.Tokens is [{ Value: var selector }] ? selector : null };
    }
    catch (ArgumentException e)
    {
        // The exception names its parameter at the end, which nobody who types an option knows.
        result.AddError("--within: " + e.Message.Split(" (Parameter ")[0]);
    }
}
