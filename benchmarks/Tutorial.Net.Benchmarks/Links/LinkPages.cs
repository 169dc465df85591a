using System.Globalization;
using System.Text;

namespace Tutorial.Net.Benchmarks.Links;

/// <summary>Generated pages of the two kinds that real ones are between, always the same.</summary>
internal static class LinkPages
{
    /// <summary>A list: dense tags, a link each 300 bytes, as a search result or a front page has it.</summary>
    public static byte[] List(int length = 1 << 20) => Make(length, (page, i) => page.Append(
        CultureInfo.InvariantCulture,
        $"<li class=\"item row-{i % 7}\" id=\"i{i}\"><a href=\"/questions/{i * 7919 % 1_000_003}/how-to-read-a-line-{i % 97}?sort=votes&amp;page={i % 50}\" class=\"title\">"
        + $"How to read line {i}</a>\n  <span class=\"meta\">by <a class=\"user\" href=\"https://example.com/users/{i % 4096}\">user {i % 4096}</a></span>"
        + $"<img src=\"/i/{i % 512}.png\" alt=\"\" width=\"16\" height=\"16\"><br></li>\n"));

    /// <summary>An article: mostly text, a link each 1,200 bytes.</summary>
    public static byte[] Article(int length = 1 << 20) => Make(length, (page, i) =>
    {
        page.Append("<p>");
        for (int sentence = 0; sentence < 8; sentence++)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"The stream of bytes that sentence {i}.{sentence} is about arrives in chunks of any size, and a program that relies on more is wrong. ");
            if (sentence == 3)
                page.Append(CultureInfo.InvariantCulture, $"See <a href=\"/wiki/Chunk_{i}\" title=\"Chunk\">the article</a> on <b>that</b>. ");
        }

        page.Append("</p>\n");
    });

    /// <summary>
    /// The list with CSS: a style sheet of a few thousand bytes now and then, and a style attribute with a URL in every other item. The
    /// other tools leave both alone.
    /// </summary>
    public static byte[] Styled(int length = 1 << 20) => Make(length, (page, i) =>
    {
        if (i % 100 == 0)
        {
            page.Append("<style>\n");
            for (int rule = 0; rule < 40; rule++)
                page.Append(CultureInfo.InvariantCulture, $".row-{rule} > a:hover {{ color: #{i * 31 + rule:x6}; background: url(\"/i/{rule}.png\") no-repeat; }}\n");
            page.Append("</style>\n");
        }

        string style = i % 2 == 0 ? "" : $" style=\"background: url(/bg/{i % 64}.png); width: {i % 100}%\"";
        page.Append(CultureInfo.InvariantCulture, $"<li class=\"row-{i % 7}\"{style}><a href=\"/questions/{i}\">How to read line {i}</a></li>\n");
    });

    /// <summary>What a parser that builds a tree likes least: each element stands in the one before, <paramref name="depth"/> deep, with a
    /// link in it.</summary>
    public static byte[] Nested(int depth) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, depth).Select(i => $"<div><img src=/i/{i}.png>")));

    /// <summary>What a tokenizer likes least: tags of a hundred attributes, and references to resolve in each value.</summary>
    public static byte[] Attributes(int length = 1 << 20) => Make(length, (page, i) =>
    {
        page.Append("<a");
        for (int attribute = 0; attribute < 100; attribute++)
            page.Append(CultureInfo.InvariantCulture, $" data-{attribute}=\"&amp;&lt;{attribute}&notit;\"");
        page.Append(CultureInfo.InvariantCulture, $" href=\"?a=&amp;&lt;{i}&notit;&#x41;\">link</a>\n");
    });

    private static byte[] Make(int length, Action<StringBuilder, int> append)
    {
        var page = new StringBuilder("<!DOCTYPE html><html><head><meta charset=utf-8><title>A page</title></head><body><ul>\n", length + 2048);
        for (int i = 0; page.Length < length; i++)
            append(page, i);
        return Encoding.UTF8.GetBytes(page.Append("</ul></body></html>").ToString());
    }
}
