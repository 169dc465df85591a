namespace Tutorial.Net;

/// <param name="Namespace">Where the element belongs.</param>
/// <param name="Point">Whether the contents of an svg or math element are HTML.</param>
/// <param name="ForeignFloor">Of an svg or math element: the outermost around it with no HTML between.</param>
/// <param name="Scope">The innermost integration point, itself included, which HTML end tags do not look past; -1 for none.</param>
internal readonly record struct OpenElement(MarkupNamespace Namespace, IntegrationPoint Point, short ForeignFloor, short Scope)
{
    public bool IsHtml => Namespace == MarkupNamespace.Html;
}
