namespace Tutorial.Net.Tests.Links;

/// <summary>Which elements are svg's and MathML's, seen by the links they have.</summary>
public sealed class ForeignContentTests
{
    private static readonly Uri Page = new("http://e.x/d/p");

    // html | kind element attribute url [, ...]
    [Theory]
    [InlineData("<math href=m>", "Hyperlink math href m")]
    [InlineData("<MATH xlink:href=m />", "Hyperlink math xlink:href m")]
    [InlineData("<svg href=m></svg>", "Other svg href m")]
    [InlineData("<svg><svg xlink:href=m>", "Other svg xlink:href m")]
    [InlineData("<math><link href=l rel=stylesheet></math>", "Hyperlink link href l")]
    [InlineData("<svg><link href=l rel=stylesheet></svg>", "Other link href l")]
    [InlineData("<math><link href=l rel=icon /><mi><link href=l rel=icon>", "Hyperlink link href l, Icon link href l")]
    [InlineData("<svg><form action=f><iframe src=i></iframe></svg><form action=g>", "Form form action g")]
    [InlineData("<math><annotation-xml encoding='text/html'><x><![CDATA[><a href=q>", "Hyperlink a href q")]
    [InlineData("<math><annotation-xml encoding='text&#47;html'><x><![CDATA[><a href=q>", "Hyperlink a href q")]
    [InlineData("<math><annotation-xml encoding='APPLICATION/xhtml&plus;xml'><x><![CDATA[><a href=q>", "Hyperlink a href q")]
    [InlineData("<math><annotation-xml encoding='text&amp;html'><x><![CDATA[><a href=q>", "")]
    [InlineData("<math><annotation-xml encoding='text/htm&#x6C'><style><a href=q></style>", "")]
    public void A_root_and_what_is_in_it_are_no_HTML(string html, string expected) => Check(html, expected);

    [Theory]
    [InlineData("<hr><svg></hr>{0}</svg>")]
    [InlineData("<img><input><svg></img></input>{0}</svg>")]
    [InlineData("<ul><li></ul><svg></li>{0}</svg>")]
    [InlineData("<table><tr><td></table><svg></td></tr>{0}</svg>")]
    [InlineData("<p><div></div><svg></div>{0}</svg>")]
    [InlineData("<x-a><svg></x-b>{0}</svg>")]
    [InlineData("<svg></kbdllwz>{0}</svg>")] // FNV-1a, 32 bits of it, is that of svg
    [InlineData("<svg></phjrecj>{0}</svg>")]
    [InlineData("<math></tsmsdwx>{0}</math>")] // that of math
    [InlineData("<svg><g></G>{0}</svg>")]
    [InlineData("<svg><desc><div></div></desc>{0}</svg>")]
    [InlineData("<svg><desc><p>x<div></div></desc>{0}</svg>")]
    [InlineData("<svg><desc><ul><li>x<li>y</ul></desc>{0}</svg>")]
    [InlineData("<svg><foreignObject><hr><input><td><style></p></style></foreignObject>{0}</svg>")]
    [InlineData("<math><annotation-xml><svg>{0}</svg></annotation-xml></math>")]
    [InlineData("<svg><title/>{0}</svg>")]
    [InlineData("<math><mi><svg><desc><caption></desc>{0}</svg></mi></math>")]
    [InlineData("<svg><desc><caption><colgroup><frameset></desc>{0}</svg>")]
    public void An_end_tag_of_nothing_that_is_open_leaves_svg_open(string html) =>
        Check(html.Replace("{0}", "<a xlink:href=q></a>", StringComparison.Ordinal), "Hyperlink a xlink:href q");

    [Theory]
    [InlineData("<svg></svg>{0}")]
    [InlineData("<SVG></svg>{0}")]
    [InlineData("<svg></SVG>{0}")]
    [InlineData("<svg><g><path></svg>{0}")]
    [InlineData("<svg><p>{0}")]
    [InlineData("<svg></p>{0}")]
    [InlineData("<svg><g></br>{0}")]
    [InlineData("<svg><font color=red>{0}")]
    [InlineData("<svg/>{0}")]
    [InlineData("<svg><desc>{0}")]
    [InlineData("<svg><desc></svg>{0}")]
    [InlineData("<math><mi>{0}")]
    [InlineData("<template><svg></template>{0}")]
    public void Outside_svg_and_math_xlink_href_is_no_link(string html) =>
        Check(html.Replace("{0}", "<a xlink:href=q></a>", StringComparison.Ordinal), "");

    [Theory]
    [InlineData("<template><svg><template></template></svg><base href='http://evil/'></template>", "http://e.x/d/a")]
    [InlineData("<template><math><template></math><base href='http://evil/'></template>", "http://e.x/d/a")]
    [InlineData("<template><template></template><base href='http://evil/'></template>", "http://e.x/d/a")]
    [InlineData("<svg><desc><template><base href='http://evil/'></template></desc></svg>", "http://e.x/d/a")]
    [InlineData("<template/><base href='http://evil/'></template>", "http://e.x/d/a")]
    [InlineData("<svg><base href='http://evil/'></svg>", "http://e.x/d/a")]
    [InlineData("<svg><template></svg><base href='http://b/'>", "http://b/a")]
    [InlineData("<template><svg></template><base href='http://b/'>", "http://b/a")]
    [InlineData("</template><svg></template></svg><base href='http://b/'>", "http://b/a")]
    [InlineData("<svg><desc><base href='http://b/'></desc></svg>", "http://b/a")]
    public void A_base_counts_where_no_HTML_template_is_open(string html, string expected) =>
        Assert.Equal(expected, Assert.Single(new LinkExtractor().Extract(html + "<a href=a>", Page)).Url);

    private static void Check(string html, string expected) => Assert.Equal(
        expected, string.Join(", ", new LinkExtractor().Extract(html, Page).Select(l => $"{l.Kind} {l.Element} {l.Attribute} {l.Url.Replace("http://e.x/d/", "", StringComparison.Ordinal)}")));
}
