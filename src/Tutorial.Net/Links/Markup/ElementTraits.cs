namespace Tutorial.Net;

/// <summary>What an element's start tag does to the tokenizer or to the nesting of foreign content.</summary>
[Flags]
internal enum ElementTraits : ushort
{
    None = 0,
    RcData = 1,
    RawText = 2,
    Script = 4,
    Plaintext = 8,
    SwitchesTokenizer = RcData | RawText | Script | Plaintext,
    ForeignRoot = 16,
    SvgHtmlPoint = 32,
    MathTextPoint = 64,

    /// <summary>An HTML element that cannot be inside svg or math: its start tag closes them.</summary>
    BreaksOut = 128,

    /// <summary>Has no contents and no end tag.</summary>
    Void = 256,

    /// <summary>html, head, body, frameset: their tags open nothing inside a body.</summary>
    Page = 512,

    /// <summary>A part of a table: its tags open nothing outside one.</summary>
    TablePart = 1024,

    /// <summary>Its start tag ends a p.</summary>
    ClosesP = 2048,

    /// <summary>What no element is kept open for: raw text ends before the next tag.</summary>
    HoldsNothing = Void | RcData | RawText | Script | Page | TablePart,
}
