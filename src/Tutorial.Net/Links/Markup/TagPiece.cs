namespace Tutorial.Net;

/// <summary>A name or a value: a range of the bytes at hand or, once those are gone, of the tag's own buffer.</summary>
internal readonly record struct TagPiece(int Start, int Length, bool IsSpilled);

/// <summary>An attribute that was taken. Its name is kept only where every attribute is.</summary>
internal readonly record struct TagAttribute(HtmlAttribute Id, TagPiece Name, TagPiece Value);
