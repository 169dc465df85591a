namespace Tutorial.Net;

/// <summary>Whether the contents of an svg or math element are HTML (HTML standard, "tree construction dispatcher").</summary>
internal enum IntegrationPoint : byte
{
    None,
    Html,
    MathText,

    /// <summary>annotation-xml without an HTML encoding: only an svg start tag is no MathML in it.</summary>
    AnnotationXml,
}
