using System.Text;

namespace Tutorial.Net.Tests.Links;

/// <summary>
/// A random page of HTML, svg and math inside each other, made from a grammar: every element ends by its own end tag, but for svg
/// and math that a tag breaks out of. Between them stand end tags that end nothing. The same page for the same seed.
/// </summary>
internal sealed class ForeignPage
{
    private const int Depth = 4;

    /// <summary>End tags of nothing that is open: void, closed by others, unknown.</summary>
    private static readonly string[] Stray = ["</hr>", "</li>", "</x-z>", "</img>", "</input>", "</td>", "</option>"];
    private static readonly string[] Raw = ["style", "script", "xmp", "iframe", "noembed", "title", "textarea"];
    private static readonly string[] Blocks = ["div", "section", "ul", "blockquote", "x-y", "span", "noscript"];
    private static readonly string[] SvgNames = ["g", "A", "style", "script", "xmp", "template", "x-y", "font", "plaintext", "textarea"];
    private static readonly string[] SvgPoints = ["desc", "title", "foreignObject"];
    private static readonly string[] MathNames = ["mrow", "a", "style", "xmp", "annotation-xml", "desc", "title"];
    private static readonly string[] MathPoints = ["mi", "mo", "mn", "ms", "mtext"];
    private static readonly string[] BreakOuts =
        ["<br>", "<img src=i>", "<hr>", "<font color=red></font>", "<p>p</p>", "<ul></ul>", "<meta name=n>", "</br>", "<div></div>", "<table></table>"];

    private readonly Random _random;
    private readonly StringBuilder _html = new();

    public ForeignPage(int seed)
    {
        _random = new Random(seed);
        AddMany(Depth, AddHtml);
    }

    public string Html => _html.ToString();

    private void AddMany(int depth, Action<int> add)
    {
        for (int count = _random.Next(4); count > 0; count--)
            add(depth - 1);
    }

    private void AddHtml(int depth)
    {
        switch (depth <= 0 ? _random.Next(4) : _random.Next(9))
        {
            case 0:
                _html.Append("<br class=x/>");
                break;
            case 1:
                AddRaw(Pick(Raw));
                break;
            case 2:
                _html.Append(Pick(Stray));
                break;
            case 3:
                _html.Append("<![CDATA[<h>]]>");
                break;
            case 4:
                _html.Append("<p>p<div>d</div>");
                break;
            case 5:
                AddElement(Pick(Blocks), depth, AddHtml);
                break;
            case 6:
                AddElement("svg", depth, AddSvg);
                break;
            case 7:
                AddElement("math", depth, AddMath);
                break;
            default:
                // Broken out of: no end tag is missing to it.
                _html.Append(Pick(["<svg>", "<math>", "<svg><g>", "<math><mrow>", "<svg><style>", "<math><annotation-xml>"])).Append(Pick(BreakOuts));
                break;
        }
    }

    private void AddSvg(int depth)
    {
        switch (depth <= 0 ? _random.Next(2) : _random.Next(4))
        {
            case 0:
                AddForeignText();
                break;
            case 1:
                _html.Append('<').Append(Pick(SvgNames)).Append(" d=1 />");
                break;
            case 2:
                AddElement(Pick(SvgNames), depth, AddSvg);
                break;
            default:
                AddElement(Pick(SvgPoints), depth, AddHtml);
                break;
        }
    }

    private void AddMath(int depth)
    {
        switch (depth <= 0 ? _random.Next(2) : _random.Next(6))
        {
            case 0:
                AddForeignText();
                break;
            case 1:
                _html.Append('<').Append(Pick(MathNames)).Append("/>");
                break;
            case 2:
                AddElement(Pick(MathNames), depth, AddMath);
                break;
            case 3:
                AddElement("annotation-xml encoding=Text/HTML", depth, AddHtml);
                break;
            case 4:
                _html.Append("<annotation-xml>");
                AddElement("svg", depth, AddSvg);
                _html.Append("</annotation-xml>");
                break;
            default:
                AddElement(Pick(MathPoints), depth, AddHtml);
                break;
        }
    }

    private void AddForeignText() => _html.Append(Pick(["t", "<![CDATA[><c>]]>", "<!--<d>-->", .. Stray]));

    private void AddRaw(string name) => _html.Append($"<{name}{Pick(["", "/", " x=1 /"])}><r></{name}>");

    private void AddElement(string tag, int depth, Action<int> content)
    {
        _html.Append('<').Append(tag).Append('>');
        AddMany(depth, content);
        _html.Append("</").Append(tag.Split(' ')[0]).Append('>');
    }

    private string Pick(ReadOnlySpan<string> choices) => choices[_random.Next(choices.Length)];
}
