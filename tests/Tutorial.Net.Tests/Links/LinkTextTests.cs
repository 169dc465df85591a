using System.Text;

namespace Tutorial.Net.Tests.Links;

/// <summary>The text of a link across everything that can stand inside one.</summary>
public sealed class LinkTextTests
{
    private static readonly LinkExtractorOptions WithText = new() { IncludeText = true };

    // html | the texts of its links
    [Theory]
    // Scripts and styles are not text, whatever looks like markup in them.
    [InlineData("<a href=x>t<script>write(\"<b>y</b>\")</script>u</a>", "tu")]
    [InlineData("<a href=x>t<script></b></scrip></a></script>u</a>", "tu")]
    [InlineData("<a href=x>t<script><!-- <script> </script> </b> --></script>u</a>", "tu")]
    [InlineData("<a href=x>t<style></b><a href=y></style>u</a>", "tu")]
    [InlineData("<a href=x>t<style/>s</style>u</a>", "tu")]
    [InlineData("<a href=x>t<iframe/></b>i</iframe><noembed></i></noembed><noframes>&amp;</noframes>u</a>", "tu")]
    // Raw text that is seen has no references; title and textarea do.
    [InlineData("<a href=x>t&amp;<xmp>&amp;<b></xmp>&amp;</a>", "t&&amp;<b>&")]
    [InlineData("<a href=x>t<plaintext>&amp;</a>", "t&amp;</a>")]
    [InlineData("<a href=x><textarea>&amp;</TEXTAREAS></textarea x></a>", "&</TEXTAREAS>")]
    [InlineData("<a href=x><textarea>&am</textarea>p;</a>", "&amp;")]
    [InlineData("<a href=x><xmp>x</XM</xmp></a>", "x</XM")]
    [InlineData("<a href=x><noscript>n&lt;</noscript></a>", "n<")]
    // A template's contents are no part of the page, but a link in one has its text.
    [InlineData("<a href=x>t<template>no<b>no</b><template>no</template>no</template>u</a>", "tu")]
    [InlineData("<template>no<a href=x>t</a>no</template>", "t")]
    [InlineData("<a href=x>t<template><xmp>no</xmp></template>&amp;</a>", "t&")]
    // In svg and math nothing is raw text, and an element may end where it begins.
    [InlineData("<svg><a href=x>t<style/>u</a></svg>", "tu")]
    [InlineData("<svg><a href=x>t<style>s<g>s</g></style>u<script>m&amp;</script>v</a></svg>", "tuv")]
    [InlineData("<svg><a href=x>t<iframe>i</iframe>&amp;<xmp>&amp;</xmp></a></svg>", "ti&&")]
    [InlineData("<svg><a href=x>t<![CDATA[&amp;<b>]]>&amp;</a></svg>", "t&amp;<b>&")]
    [InlineData("<svg><a href=x />t</svg>", "")]
    [InlineData("<svg><a href=x>t<a href=y />u<a href=z>v</svg>", "t||v")]
    [InlineData("<a href=x>t</a><svg><a href=y />", "t|")]
    [InlineData("<a href=x>t</br>u</a></br>", "t u")]
    [InlineData("<a href=x>t<svg></br>u</a>", "t u")]
    [InlineData("<svg><a href=x>t<style>s<script>s</script>s</style>u</a></svg>", "tu")]
    [InlineData("<svg><a href=x>t<script>s<script>s</script>s</script>u</a></svg>", "tu")]
    [InlineData("<svg><a href=x>t</svg>u", "t")]
    [InlineData("<svg><a href=x>t<p>u</p>", "t")]
    [InlineData("<svg><a href=x>t<desc></a>u", "t")]
    [InlineData("<svg><a href=x>t<desc><div></a>u</div></desc>v</a>w", "tuv")]
    [InlineData("<a href=x>t<svg><style>s</svg>u</a>", "tu")]
    [InlineData("<a href=x>t<svg><style>s<br>u</a>", "t u")]
    [InlineData("<a href=x>t<svg><script/></svg>u</a>", "tu")]
    // The page ends in the middle.
    [InlineData("<a href=x><xmp>t<", "t<")]
    [InlineData("<a href=x><xmp>t</X", "t</X")]
    [InlineData("<a href=x><textarea>t</textarea", "t</textarea")]
    [InlineData("<a href=x>t<script>a</scr", "t")]
    [InlineData("<svg><a href=x><![CDATA[t]]", "t]]")]
    [InlineData("<svg><a href=x><![CDATA[t]", "t]")]
    public void The_text_of_a_link_is_that_of_the_page_it_is_in(string html, string expected)
    {
        Assert.Equal(expected, string.Join('|', new LinkExtractor(WithText).Extract(html).Select(link => link.Text)));
        foreach (int chunk in new[] { 1, 2, 3, 7 })
            Assert.Equal(expected, string.Join('|', Scanning.ReadAll(Encoding.UTF8.GetBytes(html), WithText, chunk).Select(link => link.Text)));
    }

    // html | the texts of the links up to the limit
    [Theory]
    [InlineData("<a href=1>one</a><a href=2 ping=3>two</a>", 2, "one|")]
    [InlineData("<a href=1>one<a href=2 ping='3 4'>two", 3, "one||")]
    [InlineData("<a href=1>one</a><a href=2>two</a><a href=3>three</a>", 2, "one|two")]
    [InlineData("<a href=1>one</a><a href=2>t<img src=3>wo</a>", 2, "one|t")]
    public void A_link_that_a_limit_cuts_off_has_no_text_of_another(string html, int maxLinks, string expected)
    {
        int characters = Scanning.ReadAll(Encoding.UTF8.GetBytes(html), WithText, 64).Take(maxLinks).Sum(link => link.Url.Length);
        LinkExtractorOptions[] limits =
        [
            new() { IncludeText = true, MaxLinks = maxLinks },
            new() { IncludeText = true, MaxUrlCharacters = characters },
        ];
        foreach (LinkExtractorOptions options in limits)
        {
            foreach (int chunk in new[] { 1, 2, 3, 7, 64 })
            {
                using var scanner = new LinkScanner(options, Scanning.Page);
                Reading reading = Reading.Of(scanner, Encoding.UTF8.GetBytes(html), chunk);
                Assert.NotNull(reading.Limit);
                Assert.Equal(expected, string.Join('|', reading.Links.Select(link => link.Text)));
            }
        }
    }

    // html | the links that are left
    [Theory]
    [InlineData("<a href=slow>x<a href=2>y</a><a href=3>z</a>", "2 3")]
    [InlineData("<a href=slow>x<a href=slow>y<a href=3>z</a>", "3")]
    [InlineData("<svg><a href=slow>x<img src=2>", "2")]
    [InlineData("<svg><style>url(slow)<img src=2>", "2")]
    [InlineData("<svg><style>url(slow)<style>url(2)</style></svg><a href=3>", "2 3")]
    [InlineData("<img src=slow><a href=2>x", "2")]
    [InlineData("<a href=2>x<style>url(slow)", "2")]
    [InlineData("<a href=2>x<style>url(slow)</sty", "2")]
    public void A_filter_that_throws_loses_the_link_that_it_was_asked_for_and_no_other(string html, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(html);
        var options = new LinkExtractorOptions
        {
            IncludeText = true,
            IncludeCss = true,
            Where = link => !link.RawValue.SequenceEqual("slow"u8) ? true : throw new TimeoutException(),
        };
        foreach (int chunk in new[] { 1, 2, 7, bytes.Length })
        {
            using var scanner = new LinkScanner(options);
            var links = new List<Link>();
            int thrown = 0;
            foreach (byte[] piece in bytes.Chunk(chunk))
            {
                Scanning.Write(scanner, piece);
                Drain();
            }

            scanner.Complete();
            Drain();

            Assert.Equal(expected, string.Join(' ', links.Select(link => link.RawValue)));
            Assert.Equal(html.Split("slow").Length - 1, thrown);
            if (html.Contains("<a href=2>x", StringComparison.Ordinal))
                Assert.Equal("x", links[0].Text);
            Assert.True(scanner.IsCompleted);

            void Drain()
            {
                while (true)
                {
                    try
                    {
                        if (!scanner.TryRead(out Link? link))
                            return;
                        links.Add(link);
                    }
                    catch (TimeoutException)
                    {
                        thrown++;
                    }
                }
            }
        }
    }
}
