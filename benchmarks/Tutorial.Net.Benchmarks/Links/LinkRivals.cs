using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;
using AngleSharp.Text;
using HtmlAgilityPack;
using HapDocument = HtmlAgilityPack.HtmlDocument;

namespace Tutorial.Net.Benchmarks.Links;

/// <summary>
/// The same job with other tools, each as its documentation suggests; all take <c>href</c> and <c>src</c>, none resolves them.
/// </summary>
internal static class LinkRivals
{
    /// <summary>The limit: nothing that reads a page can be faster than the search for its tags.</summary>
    public static int SearchLessThan(byte[] page)
    {
        ReadOnlySpan<byte> rest = page;
        int count = 0;
        for (int at = rest.IndexOf((byte)'<'); at >= 0; at = rest.IndexOf((byte)'<'))
        {
            count++;
            rest = rest[(at + 1)..];
        }

        return count;
    }

    /// <summary>
    /// AngleSharp's tokenizer in its best configuration: struct tokens, all text skipped, two attributes kept, from memory.
    /// </summary>
    public static int AngleSharpTokens(byte[] page)
    {
        using var source = new TextSource(new ReadOnlyMemoryTextSource(Encoding.UTF8.GetString(page)));
        using var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver)
        {
            SkipDataText = true,
            SkipScriptText = true,
            SkipRawText = true,
            SkipComments = true,
            SkipPlaintext = true,
            SkipRCDataText = true,
            SkipCDATA = true,
            SkipProcessingInstructions = true,
            DisableElementPositionTracking = true,
            ShouldEmitAttribute = static (ref token, name) => name.Span is "href" or "src",
        };
        var urls = new List<string>();
        while (true)
        {
            ref StructHtmlToken token = ref tokenizer.GetStructToken();
            if (token.Type == HtmlTokenType.EndOfFile)
                return urls.Count;
            if (token.Type != HtmlTokenType.StartTag)
                continue;
            for (int i = 0; i < token.Attributes.Count; i++)
                urls.Add(token.Attributes[i].Value.ToString());
        }
    }

    public static int AngleSharpDom(byte[] page)
    {
        using IHtmlDocument document = new HtmlParser().ParseDocument(Encoding.UTF8.GetString(page));
        var urls = new List<string>();
        foreach (IElement element in document.QuerySelectorAll("[href], [src]"))
            urls.Add(element.GetAttribute("href") ?? element.GetAttribute("src")!);
        return urls.Count;
    }

    public static int HtmlAgilityPack(byte[] page)
    {
        var document = new HapDocument();
        document.LoadHtml(Encoding.UTF8.GetString(page));
        var urls = new List<string>();
        foreach (HtmlNode node in document.DocumentNode.Descendants())
        {
            if ((node.Attributes["href"] ?? node.Attributes["src"]) is { } attribute)
                urls.Add(attribute.DeEntitizeValue!);
        }

        return urls.Count;
    }
}
