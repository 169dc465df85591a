using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

public sealed class WithinTests
{
    private static readonly Uri Page = new("http://e.x/");

    /// <summary>What a tree builder adds, moves, copies and drops, and what selectors look at.</summary>
    private static readonly string[] Fragments =
    [
        "<a href=1>", "<a href=2 class='x y'>", "<a class=x>", "</a>", "<div id=d>", "<div class=x>", "</div>", "<p>", "<p id=d>", "</p>", "<b>", "</b>", "<br>",
        "<img src=i>", "<table>", "<table id=d>", "<tr>", "<td>", "<td background=t>", "</td>", "</tr>", "</table>", "<caption>", "<col>", "<ul>", "<li>", "</ul>",
        "<form action=f>", "</form>", "<select>", "<option>", "</select>", "<template>", "</template>", "<svg>", "<svg><a href=s>", "</svg>", "<math>", "<mi>", "</math>",
        "<desc>", "<foreignObject>", "<frameset>", "<frame src=r>", "</frameset>", "<iframe src=w></iframe>", "<script src=j></script>", "<title>", "</title>",
        "<nobr>", "<button formaction=b>", "</button>", "<object data=o>", "</object>", "<h1>", "</h2>", "<dd>", "<dt>", "<i>", "</i>", "<font>", "</font>", "<hr>",
        "<input src=n type=image>", "<textarea>", "</textarea>", "<image src=g>", "<noscript>", "</noscript>", "<plaintext>", "<link href=l rel=icon>", "<head>", "</head>",
        "</body>", "</html>", "<!doctype html>", "<!-- c -->", "t", " ", "é", "\U0001F600", "\r\n", "\0", "&amp;", "<", "<a", " href", "=", "'",
    ];

    private static readonly string[] Simple =
    [
        "*", "a", "p", "div", "table", "td", "body", "html", "#d", ".x", ".x.y", "[href]", "[class~=x]", "a[href='1']", ":root", ":first-child", ":last-child", ":only-child",
        ":nth-child(2n+1)", ":nth-last-child(2)", ":first-of-type", ":nth-of-type(2)", ":empty", ":link", "svg", "template", "form", "b", "i", ":contains(t)",
    ];

    private static readonly string[] Openings =
        [":not(", ":has(", ":is(", ")", ")", "(", "[", "]", "\\", "'", ":lang(", ":contains(", ":nth-child(", ":valid", "/*", "*/"];

    private static readonly string[] WholeSelectors = ["html", "body", "*", "p", "table", "a", "b", "body > *", "p ~ *", "td", "template", "div a"];

    private static readonly string[] Combinators = [" ", ">", "+", "~", " > ", ", ", "", ""];

    [Theory]
    [InlineData("#d", "<div id=d><table><tr><td><a href=1></table></div><a href=2>", "1")]
    [InlineData("body", "<a href=1>", "1")]
    [InlineData("html", "<a href=1>", "1")]
    [InlineData("*", "<a href=1></p><a href=2>", "1 2")]
    [InlineData("p", "</p><a href=1><p><a href=2>", "2")]
    [InlineData("p", "<p><a href=1>x<p>y<a href=2>", "1 2")] // the a goes on into the second p, as a copy without a tag
    [InlineData("p + p", "<p><a href=1>x<p>y<a href=2>", "2")]
    [InlineData("p > b", "<b><p>x<a href=1></a></b><a href=2></p>", "1")] // the b goes on inside the p
    [InlineData("table", "<table><a href=1><tr><td><a href=2></table>", "2")] // the first a is moved out
    [InlineData("tbody", "<table><tr><td><a href=1></table>", "1")]
    [InlineData("template", "<template><tr><td><a href=1></template><a href=2>", "1")]
    [InlineData("td", "<template><tr><td><a href=1></template><a href=2>", "1")]
    [InlineData("template td", "<template><tr><td><a href=1></template><a href=2>", "")]
    [InlineData("svg", "<svg><a href=1></a><a href=2></svg><a href=3>", "1 2")]
    [InlineData("svg svg", "<svg xlink:href=0></svg><svg xlink:href=1><svg xlink:href=2>", "2")]
    [InlineData("#d", "<svg xlink:href=0></svg><svg id=d xlink:href=1></svg><svg xlink:href=2>", "1")]
    [InlineData("math", "<math href=1></math><a href=2>", "1")]
    [InlineData("body", "t<body background=1><a href=2>", "1 2")]
    [InlineData("frameset", "<frameset><frame src=1></frameset><a href=2>", "1")]
    [InlineData(":scope > body", "<a href=1>", "1")]
    [InlineData(":lang(de)", "<p lang=de-AT><a href=1><p lang=den><a href=2>", "1")]
    [InlineData("div:not(.x div) > a", "<div class=x><div><a href=1></div></div><div><a href=2></div>", "2")]
    [InlineData(":is(.x, nav) a, p:has(> b + a)", "<div class=x><a href=1></a></div><a href=2></a><p><b></b><a href=3></p>", "1 3")]
    [InlineData("a:has(~ p b)", "<a href=1></a><a href=2></a><p><b></b></p>", "1 2")]
    [InlineData("[title='a,b)']:NOT(#d), [x=']']", "<p title='a,b)'><a href=1><p id=d title='a,b)'><a href=2><p x=]><a href=3>", "1 3")]
    [InlineData("#\\31 ", "<p id=1><a href=1><p><a href=2>", "1")]
    public void A_link_counts_where_the_tree_has_the_element_of_its_tag(string selector, string html, string expected) =>
        Assert.Equal(expected, string.Join(' ', new LinkExtractor(new LinkExtractorOptions { Within = selector }).Extract(html).Select(link => link.Url)));

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("p[", "its syntax is wrong")]
    [InlineData("> a", "its syntax is wrong")]
    [InlineData(":is(", "its syntax is wrong")]
    [InlineData(":not()", "its syntax is wrong")]
    [InlineData(":has()", "a :has() is empty")]
    [InlineData("p:invalid", ":invalid is not supported")]
    [InlineData("p:hover", ":hover is not supported")]
    [InlineData("a::before", ":before is not supported")]
    [InlineData("a || b", "the combinator || is not supported")]
    [InlineData(":nth-child(2 of p a)", "with \"of\" is not supported")]
    [InlineData(":has(:has(a))", ":has() inside :has() is not supported")]
    [InlineData(":has(:is(b a))", "a combinator inside a function inside :has()")]
    [InlineData("[\uE0000]", "a character for private use")]
    public void A_selector_that_is_not_taken_is_refused_with_the_reason(string selector, string reason)
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { Within = selector });

        Assert.Equal("Within", refused.ParamName);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_selector_has_limits()
    {
        Assert.Contains(
            "more than 64 steps",
            Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { Within = string.Join(' ', Enumerable.Repeat("a", 65)) }).Message,
            StringComparison.Ordinal);
        Assert.Contains("more than 4096", Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { Within = new string('a', 4097) }).Message, StringComparison.Ordinal);
        string nested = string.Concat(Enumerable.Repeat(":not(", 500)) + "a" + new string(')', 500);
        Assert.Contains(
            "deep", Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { Within = nested }).Message, StringComparison.Ordinal);
    }

    /// <summary>Tried out one after the other, each of these takes from minutes to longer than anybody lives; at a few steps for each
    /// element it is nothing.</summary>
    [Theory]
    [InlineData("p div div div div span", "<div>", 200, "<span>")]
    [InlineData("x ~ a ~ a ~ a", "<a></a>", 11_000, "<a></a>")]
    [InlineData("p:is(q div div div div div div div *)", "<div>", 400, "<span>")]
    [InlineData("div:not(p div div div div div div div *) x", "<div>", 400, "<span>")]
    [InlineData("x:has(div div div div div div div div p)", "<div>", 400, "<span>")]
    [InlineData("p div + div ~ div div + div ~ div", "<div></div><div></div><div>", 130, "<span>")]
    public void Combinators_cost_their_number_and_not_a_power_of_the_depth(string selector, string html, int times, string end)
    {
        var options = new LinkExtractorOptions { Within = selector, DomTimeout = TimeSpan.FromMinutes(5) };

        Assert.Empty(new LinkExtractor(options).Extract(string.Concat(Enumerable.Repeat(html, times)) + end + "<a href=1>"));
    }

    [Fact]
    public void A_class_is_looked_for_among_any_number_of_classes()
    {
        string classes = string.Join(' ', Enumerable.Range(0, 250_000).Select(i => $"c{i:x}"));
        var options = new LinkExtractorOptions { Within = ".x:not(.y)", DomTimeout = TimeSpan.FromMinutes(5) };

        Assert.Single(new LinkExtractor(options).Extract($"<p class='{classes} x'><a href=1><p class='{classes} y x'>"));
    }

    [Theory]
    [InlineData("div:has(p)", "<div>")]
    [InlineData("a:has(~ p)", "<a></a>")]
    [InlineData("p:nth-last-child(3)", "<p></p>")]
    public void What_takes_too_long_is_stopped_between_two_elements(string selector, string html)
    {
        var options = new LinkExtractorOptions { Within = selector, DomTimeout = TimeSpan.FromMilliseconds(200) };

        TimeoutException stopped = Assert.Throws<TimeoutException>(() => new LinkExtractor(options).Extract(string.Concat(Enumerable.Repeat(html, 100_000))));

        Assert.Contains("DomTimeout", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_selector_sees_the_first_1024_attributes_of_a_tag()
    {
        string many = string.Join(' ', Enumerable.Range(0, 1023).Select(i => $"a{i:x}"));
        var options = new LinkExtractorOptions { Within = "[x]" };

        Assert.Single(new LinkExtractor(options).Extract($"<p {many} x><a href=1>"));
        Assert.Empty(new LinkExtractor(options).Extract($"<p {many} y x><a href=1>"));
        Assert.Single(new LinkExtractor(options).Extract($"<p {many} y><p x><a href=1>"));
    }

    [Fact]
    public void Random_selectors_on_random_pages_take_the_links_whose_elements_AngleSharp_selects()
    {
        var random = new Random(2);
        int links = 0;
        for (int i = 0; i < Campaign.Cases(20_000); i++)
        {
            string html = string.Concat(random.GetItems(Fragments, random.Next(16)));
            links += Compare(html, RandomSelector(random));
        }

        Assert.True(links > Campaign.Cases(20_000) / 10, $"only {links} links were selected");
    }

    [Fact]
    public void The_pages_of_html5lib_have_the_links_that_AngleSharp_selects()
    {
        foreach (string file in Directory.GetFiles(Requires.Data("html5lib-tests/tree-construction"), "*.dat"))
        {
            foreach (string html in TreeConstructionTests.Pages(File.ReadAllText(file)))
            {
                string linked = html.Replace("<a>", "<a href=1>", StringComparison.Ordinal).Replace("<td>", "<td background=t>", StringComparison.Ordinal)
                    .Replace("<b>", "<b cite=u data-src=b>", StringComparison.Ordinal).Replace("<p>", "<p data-src=p>", StringComparison.Ordinal);
                foreach (string selector in WholeSelectors)
                    Compare(linked, selector);
            }
        }
    }

    [Fact]
    public void No_selector_throws_anything_else()
    {
        const string Alphabet = "abc*#.:,>+~|() []='\"\\1-\n/*éhasnotisnth-child(of";
        var random = new Random(3);
        int taken = 0;
        for (int i = 0; i < Campaign.Cases(20_000); i++)
        {
            string selector = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(3) switch
            {
                0 => Simple[random.Next(Simple.Length)],
                1 => Openings[random.Next(Openings.Length)],
                _ => Alphabet[random.Next(Alphabet.Length)].ToString(),
            }));
            try
            {
                _ = new LinkExtractor(new LinkExtractorOptions { Within = selector }).Extract("<div id=d class=x><p>t<a href=1>u</a></div>");
                taken++;
            }
            catch (ArgumentException e) when (e.ParamName == "Within")
            {
                // Refused where it is set.
            }
        }

        Assert.InRange(taken, 100, Campaign.Cases(20_000) - 100);
    }

    [Theory]
    [InlineData("<p class=x><a href=1>one<p><style>b{}</style>two")]
    [InlineData("<p class=x><a href=1>one<p><iframe>b</iframe>two")]
    [InlineData("<p class=x><a href=1>one<p>two<svg><script>b</script></svg>")]
    public void The_text_of_a_link_that_goes_on_outside_the_selection_is_what_a_reader_sees(string html)
    {
        var options = new LinkExtractorOptions { Within = ".x", IncludeText = true };

        Assert.Equal("onetwo", Assert.Single(new LinkExtractor(options).Extract(html)).Text);
    }

    [Fact]
    public void A_sheet_outside_the_selection_is_left_out_and_a_line_break_there_parts_words()
    {
        var options = new LinkExtractorOptions { Within = ".x", IncludeText = true, IncludeCss = true };

        IReadOnlyList<Link> links = new LinkExtractor(options).Extract("<p class=x><a href=1>one<style>b{c:url(2)}</style><p>two<br>three<style>b{c:url(3)}</style>");

        Assert.Equal(["2", "1"], links.Select(link => link.RawValue));
        Assert.Equal("onetwo three", links[1].Text);
    }

    [Fact]
    public async Task A_page_is_as_large_as_its_bytes_whatever_they_are_in_UTF_8()
    {
        byte[] html = [.. "<meta charset=windows-1251><p>"u8, .. Enumerable.Repeat((byte)0xE6, 200), .. "<a href=b>"u8];
        string text = "<p>\u00E9<a href=b>";

        Assert.Single(new LinkExtractor(Limits(html.Length, 4 << 20)).Extract(html));
        Assert.Single(new LinkExtractor(Limits(4 << 20, html.Length)).Extract(html));
        Assert.Single(await new LinkExtractor(Limits(html.Length, html.Length)).ExtractAsync(new MemoryStream(html)).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal("MaxBytes", Assert.Throws<LinkLimitException>(() => new LinkExtractor(Limits(html.Length - 1, 4 << 20)).Extract(html)).OptionName);
        Assert.Equal("MaxDomBytes", Assert.Throws<LinkLimitException>(() => new LinkExtractor(Limits(4 << 20, html.Length - 1)).Extract(html)).OptionName);
        Assert.Single(new LinkExtractor(Limits(text.Length + 1, text.Length + 1)).Extract(text));
        Assert.Equal("MaxBytes", Assert.Throws<LinkLimitException>(() => new LinkExtractor(Limits(text.Length, 4 << 20)).Extract(text)).OptionName);
        Assert.Equal("MaxDomBytes", Assert.Throws<LinkLimitException>(() => new LinkExtractor(Limits(4 << 20, text.Length)).Extract(text)).OptionName);

        static LinkExtractorOptions Limits(int bytes, int domBytes) => new() { Within = "p", MaxBytes = bytes, MaxDomBytes = domBytes };
    }

    private static string RandomSelector(Random random)
    {
        string selector = Simple[random.Next(Simple.Length)];
        for (int more = random.Next(4); more > 0; more--)
        {
            string next = Simple[random.Next(Simple.Length)];
            string combinator = Combinators[random.Next(Combinators.Length)];
            // A type stands first in a compound.
            if (combinator.Length == 0 && (char.IsAsciiLetter(next[0]) || next[0] == '*'))
                combinator = " ";
            selector += combinator + random.Next(8) switch
            {
                0 => $":not({next})",
                1 => $":is({next}, {Simple[random.Next(Simple.Length)]} > {Simple[random.Next(Simple.Length)]})",
                2 => $":not({Simple[random.Next(Simple.Length)]} {next})",
                _ => next,
            };
        }

        return selector;
    }

    /// <summary>The links selected, after they were compared with what AngleSharp's own matching, its positions and a scan of
    /// everything give.</summary>
    private static int Compare(string html, string selector)
    {
        HashSet<int> tags = Selected(html, selector);
        var all = new LinkExtractorOptions { CustomAttributes = ["data-src"] };
        IEnumerable<(string, long)> expected = new LinkExtractor(all).Extract(html, Page).Where(link => tags.Contains((int)link.Offset) && HasReference(link)).Select(link => (link.Url, link.Offset));

        var within = new LinkExtractor(new LinkExtractorOptions { CustomAttributes = ["data-src"], Within = selector });
        List<(string, long)> actual = [.. within.Extract(html, Page).Where(HasReference).Select(link => (link.Url, link.Offset))];

        Assert.True(expected.SequenceEqual(actual), $"{selector} on {html}\nexpected {string.Join(' ', expected)}\nactual   {string.Join(' ', actual)}");
        return actual.Count;
    }

    /// <summary>Of the others AngleSharp does not say where they come from.</summary>
    private static bool HasReference(Link link) => link.Element is not ("svg" or "math" or "html" or "body");

    private static HashSet<int> Selected(string html, string selector)
    {
        using IHtmlDocument document = new HtmlParser(new HtmlParserOptions { IsKeepingSourceReferences = true }).ParseDocument(html);
        ISelector parsed = new CssSelectorParser().ParseSelector(selector)!;
        var tags = new HashSet<int>();
        Visit(document, false);
        return tags;

        void Visit(INode node, bool inside)
        {
            foreach (IElement child in node.ChildNodes.OfType<IElement>())
            {
                bool childInside = inside || parsed.Match(child, document.DocumentElement);
                if (childInside && child.SourceReference?.Position.Index is int and >= 0 and var position)
                    tags.Add(position);
                Visit(child, childInside);
                if (child is IHtmlTemplateElement template)
                    Visit(template.Content, childInside);
            }
        }
    }
}
