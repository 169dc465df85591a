// Fetches the conformance data of others that pinned.json lists into .conformance at the root of the checkout, where the tests look.
//   dotnet run tools/conformance/fetch.cs
// A file that lies in ../shared/data beside the checkout is copied from there. CONFORMANCE_SOURCE names a mirror of
// https://raw.githubusercontent.com.
#:property PublishAot=false
#:property IncludeAssemblyNameSuffix=false
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

const int Tries = 3;
string tool = FolderOfThisFile(), root = Path.GetFullPath(Path.Combine(tool, "..", ".."));
string cache = Path.Combine(root, ".conformance"), beside = Path.Combine(root, "..", "shared", "data");
string source = Environment.GetEnvironmentVariable("CONFORMANCE_SOURCE") ?? "https://raw.githubusercontent.com";
using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
int had = 0, copied = 0, fetched = 0;
try
{
    string pinned = File.ReadAllText(Path.Combine(tool, "pinned.json")), pinnedBefore = Path.Combine(cache, "pinned.json");
    if (Directory.Exists(cache) && !(File.Exists(pinnedBefore) && File.ReadAllText(pinnedBefore) == pinned))
        Directory.Delete(cache, recursive: true); // of other commits
    Write(pinnedBefore, pinned);
    foreach (JsonNode? part in JsonNode.Parse(pinned)!.AsArray())
    {
        foreach (JsonNode? file in part!["files"]!.AsArray())
            await Have(part, (string)file!);
    }
}
catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException
    or OperationCanceledException or InvalidDataException)
{
    Console.Error.WriteLine($"The conformance data is incomplete: {e.Message}");
    return 1;
}

Console.WriteLine($"{had + copied + fetched} files of conformance data in {cache}: {fetched} fetched, {copied} copied, {had} there before.");
return 0;

async Task Have(JsonNode part, string file)
{
    string? transcribed = (string?)part["transcribed"];
    string name = Path.Combine((string)part["to"]!, transcribed ?? file), target = Path.Combine(cache, name);
    if (File.Exists(target))
    {
        had++;
    }
    else if (File.Exists(Path.Combine(beside, name)))
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(Path.Combine(beside, name), target);
        copied++;
    }
    else
    {
        string text = await Fetch($"{source}/{part["repository"]}/{part["commit"]}/{part["from"]}{file}", target, keep: transcribed is null);
        if (transcribed is not null)
            Write(target, Transcribe(transcribed, text, (int)part["cases"]!));
        fetched++;
    }
}

// Into a file beside its place first: what lies in its place is whole.
async Task<string> Fetch(string address, string target, bool keep)
{
    for (int left = Tries - 1; ; left--)
    {
        try
        {
            byte[] content = await client.GetByteArrayAsync(address);
            if (keep)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target + ".part", content);
                File.Move(target + ".part", target);
            }

            return System.Text.Encoding.UTF8.GetString(content);
        }
        catch (HttpRequestException e) when (left > 0 && e.StatusCode is null or >= HttpStatusCode.InternalServerError)
        {
            await Task.Delay(TimeSpan.FromSeconds(Tries - left));
        }
        catch (HttpRequestException e)
        {
            throw new HttpRequestException($"{address}: {e.Message}", e);
        }
    }
}

// Two tests of web-platform-tests are pages with their cases in them.
static string Transcribe(string name, string page, int cases)
{
    IEnumerable<JsonNode> read = name == "srcset.json"
        ? Regex.Matches(page, "<img srcset='([^']*)' data-expect='([^']*)'( data-resolve)?>").Select(match => (JsonNode)new JsonObject
        {
            ["srcset"] = WebUtility.HtmlDecode(match.Groups[1].Value),
            ["expect"] = WebUtility.HtmlDecode(match.Groups[2].Value),
            ["resolve"] = match.Groups[3].Success,
        })
        : Regex.Matches(page, @"\{input: '((?:[^'\\]|\\.)*)', expected: \[(?:(\d+), '((?:[^'\\]|\\.)*)')?\]\}")
            .Select(match => (JsonNode)new JsonObject
        {
            ["input"] = Regex.Unescape(match.Groups[1].Value),
            ["expected"] = match.Groups[2].Success
                ? new JsonArray(int.Parse(match.Groups[2].ValueSpan), Regex.Unescape(match.Groups[3].Value))
                : null,
        });
    var array = new JsonArray([.. read]);
    return array.Count == cases
        ? new JsonObject { ["cases"] = array }.ToJsonString()
        : throw new InvalidDataException($"{name} has {array.Count} cases where {cases} are expected");
}

static void Write(string file, string text)
{
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    File.WriteAllText(file, text);
}

static string FolderOfThisFile([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
