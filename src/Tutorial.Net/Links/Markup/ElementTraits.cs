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
}
