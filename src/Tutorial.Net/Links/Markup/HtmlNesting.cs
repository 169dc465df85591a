namespace Tutorial.Net;

/// <summary>What an element does to the nesting of HTML (HTML standard, "the stack of open elements" and "in body").</summary>
[Flags]
internal enum HtmlNesting : ushort
{
    None = 0,

    /// <summary>The standard's special elements: an end tag of a name without rules does not look past them.</summary>
    Special = 1,

    /// <summary>No end tag but those of tables and templates reaches past it.</summary>
    Scope = 2,

    /// <summary>Its end tag closes it and all inside it, if it is in scope.</summary>
    Block = 4,

    /// <summary>Its start tag closes a p.</summary>
    ClosesP = 8,

    /// <summary>Its end tag runs the adoption agency.</summary>
    Formatting = 16,
    Heading = 32,

    /// <summary>caption, colgroup, col, tbody, tr, td and the like: they mean something in a table only.</summary>
    TablePart = 64,

    /// <summary>html, head, body, frameset, frame: their tags open and close nothing inside a body.</summary>
    Page = 128,

    /// <summary>A list item's start tag looks past it for another item: address, div, p.</summary>
    HoldsItems = 256,

    /// <summary>Its end tag may be left out: that of a form around it implies it.</summary>
    ImpliedEnd = 512,
}
