using System.Text;

namespace Tutorial.Net;

/// <summary>What an attribute of an element links to, and how.</summary>
internal readonly record struct LinkRule(LinkKind Kind, LinkSyntax Syntax);

/// <summary>The same for several elements, by their names.</summary>
/// <param name="Kind">What the links are for.</param>
/// <param name="Syntax">How they stand in the value.</param>
/// <param name="Attribute">The attribute's name.</param>
/// <param name="ElementNames">The elements' names, separated by spaces.</param>
internal sealed record LinkRow(LinkKind Kind, LinkSyntax Syntax, string Attribute, string ElementNames)
{
    public HtmlElement[] Elements() => Array.ConvertAll(ElementNames.Split(' '), name => HtmlElements.Find(Encoding.ASCII.GetBytes(name)));
}
