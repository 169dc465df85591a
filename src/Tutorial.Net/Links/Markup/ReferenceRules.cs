namespace Tutorial.Net;

/// <summary>What character references and NUL mean where a text stands.</summary>
internal enum ReferenceRules
{
    /// <summary>Between tags: NUL is dropped.</summary>
    Text,

    /// <summary>
    /// In an attribute: "&amp;copy=1" is no reference, because the names that work without a semicolon need an end there.
    /// </summary>
    Attribute,

    /// <summary>In raw text: there are none.</summary>
    None,
}
