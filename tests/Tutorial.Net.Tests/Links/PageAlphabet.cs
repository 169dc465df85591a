using System.Text;

namespace Tutorial.Net.Tests.Links;

/// <summary>
/// Pieces to make pages of: each production of HTML's grammar, and of the small languages inside attributes, at its smallest (empty,
/// one byte, without a value, twice, cut in the middle, without its terminator).
/// </summary>
internal static class PageAlphabet
{
    private static readonly string[] RawTextNames = ["title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "script"];

    /// <summary>All pieces, as bytes: a char stands for the byte of its value.</summary>
    public static readonly string[] Fragments =
    [
        .. Tags(), .. NoTags(), .. RawText(), .. References(), .. Bytes(), .. Facts(), .. Values(), .. Nestings(), .. EveryAttribute(),
        .. RandomPageTests.Fragments.Select(text => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text))),
    ];

    public static byte[] Page(IEnumerable<int> fragments) => Encoding.Latin1.GetBytes(string.Concat(fragments.Select(i => Fragments[i])));

    /// <summary>A page as source text, for a message.</summary>
    public static string Show(ReadOnlySpan<byte> html)
    {
        var text = new StringBuilder();
        foreach (byte value in html)
            text.Append(value is >= 0x20 and < 0x7F ? ((char)value).ToString() : $"\\x{value:X2}");
        return text.ToString();
    }

    private static string[] Tags() =>
    [
        "<", "<a", "<a ", "<a h", "<a href", "<a href ", "<a href=", "<a href= ", "<a href=\"", "<a href='", "<a href=b", "<a href=\"b\"", "<a /",
        "<a href=b /", "<a>", "<A>", "<a >", "<a\n>", "<a/>", "<a//>", "<a href>", "<a href >", "<a href=>", "<a href= >", "<a href=\"\">", "<a href=''>",
        "<a href=b>", "<a href=\"b\">", "<a href='b'>", "<a  href = b >", "<a\thref\r=\fb\n>", "<a/href=b/>", "<a href=b/>", "<a href=\"b\"rel=c>",
        "<a href=b href=c>", "<a href href=c>", "<a href=\"\" href=c>", "<a HREF=b>", "<a =href=b>", "<a =>", "<a = href=b>", "<a \"'<=b href=c>",
        "<a href=b'\"<=`>", "<a rel href>", "<a rel=\"\" href=\"\">", "<a rel=nofollow href=b>", "<a href=b rel='x NoFollow,y'>", "<a ping href>",
        "<a ping=\"\">", "<a ping=' '>", "<a ping=' b  c '>", "<a x=\"\" y='' z= w>", "<a style=\"\" href>", "<a href=\" b \">", "<a href=' '>", "<x>", "</x>",
        "</", "</a", "</a ", "</a href", "</a href=\"", "</a>", "</A >", "</a/>", "</a href=b>", "</a href=\">\">", "</a href=''>", "\">", "'>", ">", "/>", "=", " ",
        "<a href=0123456789abcdefghijklmnopqrstuvwxyz>", "<" + new string('n', 40) + " data-src=b>", "<a " + new string('n', 40) + "=b href=c>",
    ];

    private static string[] NoTags() =>
    [
        "</>", "</ >", "</ ", "</1>", "<>", "< a>", "<1>", "<?", "<?>", "<?a>", "<!", "<!>", "<!a>", "<!-", "<!->", "<!--", "<!-->", "<!--->", "<!---->",
        "<!----", "<!---", "<!--a", "<!--a-->", "<!--a--!>", "<!--a--!", "<!--a--", "<!--a-", "<!-- <a href=b> -->", "<!--<!--", "--", "-", "-->", "--!>",
        "<!doctype>", "<!doctype", "<!doctype html>", "<!DOCTYPE a PUBLIC \"><a href=b>\">", "<!doctype a \"", "<![CDATA[", "<![CDATA[]]>", "<![CDATA[a]]>",
        "<![CDATA[]", "<![CDATA[]]", "<![CDA", "<![cdata[", "]", "]]", "]]>", "]]]>",
    ];

    private static IEnumerable<string> RawText() =>
    [
        .. RawTextNames.SelectMany<string, string>(name =>
        [
            $"<{name}>", $"<{name} />", $"<{name} a=\"\">", $"</{name}>", $"</{name}", $"</{name} ", $"</{name}/", $"</{name} a=''>", $"</{name}x>",
            $"</{name[..^1]}", $"<{name}></{name}>",
        ]),
        "<plaintext>", "</plaintext>", "<script><!--", "<script><!--<script", "<!--<script>", "<script ", "<script/", "<scripts>", "</script", "</scrip",
        "<!--<script></script>", "<script><!--<script></script>-->", "<script><!-", "--></script>", "<style><!--", "<style></style", "</st", "<title></",
    ];

    private static string[] References() =>
    [
        "&", "&;", "&#", "&#;", "&#x", "&#x;", "&#4", "&#x4", "&#0;", "&#128;", "&#xD800;", "&#x110000;", "&#99999999999;", "&#10;", "&#13;", "&a", "&am", "&amp",
        "&amp;", "&ampx", "&notit;", "&not", "&eacute;", "&eacute", "&nbsp;", "&ngt;", "&lt", "&CounterClockwiseContourIntegral;", "&CounterClockwiseContou",
        "<a href=&>", "<a href=\"&\">", "<a href='&amp'>", "<a href=\"&#\">", "<a href=&#x>", "<a href=&nbsp;>", "<a href='&nbsp;'>", "<a href=\"?&eacute;\">",
        "<a href=?&eacute>", "<a href='&#0;'>", "<a href='&amp=&ampx'>", "<img src=\"&nbsp;\">", "<a href=\"&", "<a href=&eacut",
    ];

    private static string[] Bytes() =>
    [
        "\0", "\r", "\n", "\r\n", "\n\r", "\t", "\f", "\x0E", "\x0F", "\x1A", "\x1B", "\x1B$", "\x1B$B", "\x1B$@", "\x1B(", "\x1B(B", "\x1B(J", "\x1B(I", "\x1B$B$\"\x1B(B",
        "\x1B$B$", "\x1B$B\n", "\x1B(I1", "\x1B(\x1B(", "\x7F", "\x80", "\x81", "\x8E", "\x8F", "\xA0", "\xA4", "\xC3", "\xC3\xA9", "\xE2", "\xE2\x82",
        "\xE2\x82\xAC", "\xF0\x9F\x98", "\xF0\x9F\x98\x80", "\xED\xA0\x80", "\xFE", "\xFF", "\xFF\xFE", "\xFE\xFF", "\xEF\xBB\xBF", "\xEF\xBB", "\x81\x30",
        "\x81\x30\x81\x30", "<a href=\"?\xC3\xA9\">", "<a href='?\xE9'>", "<a href=?\x81>", "<a href=?\x80>", "<a href=\"\0\">", "<a\0href=b>", "<a href\0=b>",
        "<a href=\"b\r\nc\">", "<frame longdesc=\"\"\0>", "<a href=''\0>", "<a href=''\xE9>", "<\0>", "<a\xE9>", "<?\0>", "<!--\0-->", "<!--" + new string('x', 1000) + "-->",
        new string(' ', 1010), "<a\0 h\0r\0e\0f\0=\0b\0>\0", "<\0?\0x\0>\0", "\0<\0?\0x\0>", "<\0a\0 \0h\0r\0e\0f\0=\0\"\0\"\0>\0",
    ];

    private static string[] Facts() =>
    [
        "<base>", "<base href>", "<base href=\"\">", "<base href=/b/>", "<base href='/b'/>", "<base href=//>", "<base href=//h>", "<base href='http://['>", "<base href=#f>",
        "<base target=x>", "<base href='data:,x'>", "<base href=/b/ href=/c/>", "<base href=?\xE9>", "<base href=\"", "<meta>", "<meta charset>", "<meta charset=\"\">",
        "<meta charset=utf-8>", "<meta charset=koi8-r>", "<meta charset=x>", "<meta charset=utf-16le>", "<meta charset=iso-2022-jp>", "<meta charset=gbk>",
        "<meta charset=shift_jis>", "<meta charset=big5>", "<meta charset=x-user-defined>", "<meta charset=hz-gb-2312>", "<meta charset='utf-8", "<meta http-equiv=content-type content>",
        "<meta http-equiv=content-type content='charset=koi8-r'>", "<meta http-equiv=Content-Type content=\"charset='\">", "<meta http-equiv content=charset=utf-8>",
        "<meta name=robots>", "<meta name=robots content>", "<meta name=robots content=\"\">", "<meta name=robots content=none>", "<meta name=' ROBOTS ' content='a,nofollow'>",
        "<meta http-equiv=refresh>", "<meta http-equiv=refresh content>", "<meta http-equiv=refresh content=\"\">", "<meta http-equiv=refresh content=0>",
        "<meta http-equiv=refresh content=0;>", "<meta http-equiv=refresh content=0;url>", "<meta http-equiv=refresh content='0;url='>",
        "<meta http-equiv=refresh content='0;url=f'>", "<meta http-equiv=' Refresh ' content=\"0,'f'\">", "<meta http-equiv=refresh content=\"0;'\">",
        "<meta http-equiv=refresh content=1f>", "<meta property content>", "<meta property=og:url content>", "<meta property=og:url content=\"\">",
        "<meta property=og:url content=b>", "<meta name=twitter:x content='http://b'>", "<meta property=og: content=b>",
    ];

    private static string[] Values() =>
    [
        "<img srcset>", "<img srcset=\"\">", "<img srcset=,>", "<img srcset=' '>", "<img srcset=a>", "<img srcset=a,>", "<img srcset='a,'>", "<img srcset=',,a'>",
        "<img srcset='a 1x'>", "<img srcset='a 1x,b'>", "<img srcset='a,b 2x'>", "<img srcset='a ('>", "<img srcset='a (,),b'>", "<img srcset=\"a\t,\nb\">", "<img src srcset>",
        "<source srcset=''>", "<link imagesrcset=''>", "<link imagesrcset='a 1x,b' rel=preload>", "<link href>", "<link rel href=\"\">", "<link rel=icon href=e>",
        "<link rel='' href=e>", "<link href=e rel=\"stylesheet icon\">", "<p style>", "<p style=\"\">", "<p style=url()>", "<p style='url(\"\")'>", "<p style='url(a'>",
        "<p style='url(a)'>", "<p style='url(\"a'>", "<p style=\"a:url('b') url(c)\">", "<p style='a:url(\\'>", "<p style='a:url(\\e9 )'>", "<p style='@import'>", "<p style='@import \"'>",
        "<style>url(a)", "<style>url()</style>", "<style>@import 'c';", "<style>@import", "<style>/*url(a)*/", "<style>/*", "*/", "<style>\"", "url(", "url(\xE9)", "@import 'c'",
        "<x data-src>", "<x data-src=\"\">", "<x data-src=d>", "<x data-src=d DATA-SRC=e>", "<x data-srcset>", "<x data-srcset=''>", "<x data-srcset='a,b 2x'>", "<p x=\"\" data-src=d>",
        "<object codebase data>", "<object codebase=\"\" data=\"\">", "<object codebase=/c/ data=d>", "<object data=d codebase=/c/>", "<object archive>", "<object archive=''>",
        "<object codebase=/c/ archive='a,b c'>", "<applet code codebase archive>", "<applet archive=, codebase=''>", "<form action>", "<form action=\"\">", "<button formaction>",
        "<input formaction=\"\" src>", "<body background=\"\">", "<html manifest=''>", "<video src poster=\"\">", "<iframe src=\"\" longdesc></iframe>",
        "<a href=http:>", "<a href=//>", "<a href=http://[>", "<a href=?>", "<a href=#>", "<a href=..>", "<a href=javascript:>", "<a href='data:,\xE9'>", "<a href=http://h/>",
        "<a href=https://w.h:1/b?c#d>", "<a href=mailto:a@h>", "<a href=http://\xE9/>",
    ];

    private static string[] Nestings() =>
    [
        "<svg>", "<svg/>", "<svg a=\"\">", "</svg>", "<svg><a xlink:href>", "<svg><a xlink:href=\"\">", "<svg><a xlink:href=g>", "<svg><a href=\"\" xlink:href=g>", "<svg><a xlink:href=g href=h>",
        "<svg><image href>", "<svg><use xlink:href=''>", "<svg><style>", "<svg><style/>", "<svg><script href=''>", "<svg><script/>", "<svg><title>", "<svg><title/>", "<svg><desc>",
        "<svg><foreignObject>", "</foreignObject>", "</desc>", "<math>", "<math/>", "</math>", "<math href>", "<math href=m>", "<math><mi href=''>", "<mi>", "</mi>",
        "<annotation-xml>", "<annotation-xml encoding>", "<annotation-xml encoding=\"\">", "<math><annotation-xml encoding=text/html>", "<math><annotation-xml encoding='text/html'\0>",
        "</annotation-xml>", "<font>", "<font color>", "<font face=\"\">", "<font size=''>", "<mglyph>", "<p>", "</p>", "<br>", "</br>", "<template>", "</template>", "<template><base href=/t/>",
        "<select>", "</select>", "<option>", "<select><a href=\"\">", "<table>", "<tr>", "<td>", "</table>", "<caption>", "<colgroup>", "<frameset>", "<frame>", "<form>", "</form>",
        "<button>", "<li>", "<ul>", "</ul>", "<h1>", "</h1>", "<hr>", "<body>", "</body>", "<html>", "</html>", "<head>", "</head>", "<b>", "</b>", "<object>", "</object>", "<image src=i>",
    ];

    /// <summary>Each attribute that holds a URL, on an element where it does: without a value, with an empty one, and with one
    /// byte.</summary>
    private static IEnumerable<string> EveryAttribute()
    {
        foreach (LinkRow row in LinkRules.Rows)
        {
            foreach (string element in row.ElementNames.Split(' '))
            {
                string start = $"<{element} {row.Attribute}";
                yield return start + ">";
                yield return start + "=\"\">";
                yield return start + "='b'>";
            }
        }
    }
}
