namespace Tutorial.Net;

/// <param name="Namespace">Where the element belongs.</param>
/// <param name="Point">Whether the contents of an svg or math element are HTML.</param>
/// <param name="Nesting">What it does to the nesting of HTML.</param>
/// <param name="ForeignFloor">Of an svg or math element: the outermost around it with no HTML between.</param>
/// <param name="Scope">The innermost element, itself included, that end tags do not look past; -1 for none. So are the others.</param>
/// <param name="TableScope">The innermost table or template.</param>
/// <param name="Special">The innermost special element.</param>
/// <param name="Heading">The innermost of h1 to h6.</param>
/// <param name="ItemStop">The innermost special element that is no address, div or p.</param>
internal readonly record struct OpenElement(
    MarkupNamespace Namespace, IntegrationPoint Point, HtmlNesting Nesting,
    short ForeignFloor, short Scope, short TableScope, short Special, short Heading, short ItemStop)
{
    public bool IsHtml => Namespace == MarkupNamespace.Html;
}
