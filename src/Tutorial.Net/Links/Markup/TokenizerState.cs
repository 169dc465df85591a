namespace Tutorial.Net;

/// <summary>The states of the HTML standard's tokenizer that can tell one link from another; names as there.</summary>
internal enum TokenizerState : byte
{
    Data,
    TagOpen,
    EndTagOpen,
    MarkupDeclarationOpen,

    // Inside a tag, in TagTokenizer.Tags.cs.
    TagName,
    BeforeAttributeName,
    AttributeName,
    AfterAttributeName,
    BeforeAttributeValue,
    AttributeValueDoubleQuoted,
    AttributeValueSingleQuoted,
    AttributeValueUnquoted,
    SelfClosingStartTag,

    // Inside what is no tag, in TagTokenizer.Comments.cs. A doctype ends at the first ">", as a bogus comment does.
    BogusComment,
    CommentStart,
    CommentStartDash,
    Comment,
    CommentEndDash,
    CommentEnd,
    CommentEndBang,
    CDataSection,
    CDataSectionBracket,
    CDataSectionEnd,

    // RCDATA and RAWTEXT differ in their character references only, which the reader of the text deals with.
    RawText,
    RawTextLessThan,
    RawTextEndTagOpen,
    Plaintext,

    // Script data, in TagTokenizer.Script.cs; the end tag is recognised as in raw text.
    ScriptData,
    ScriptDataLessThan,
    ScriptDataEscapeStart,
    ScriptDataEscapeStartDash,
    ScriptDataEscaped,
    ScriptDataEscapedDash,
    ScriptDataEscapedDashDash,
    ScriptDataEscapedLessThan,
    ScriptDataDoubleEscapeStart,
    ScriptDataDoubleEscaped,
    ScriptDataDoubleEscapedDash,
    ScriptDataDoubleEscapedDashDash,
    ScriptDataDoubleEscapedLessThan,
    ScriptDataDoubleEscapeEnd,
}
