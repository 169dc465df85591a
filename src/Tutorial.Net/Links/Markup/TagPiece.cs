namespace Tutorial.Net;

/// <summary>
/// Where a name or a value lies: in the window at hand or, once that is gone, in the tag's own bytes. <see cref="TagBytes"/> makes
/// and reads it. An empty one is nowhere, so there is nothing that it could outlive.
/// </summary>
internal readonly struct TagPiece
{
    private readonly int _start;

    private TagPiece(int start, int length)
    {
        if (length == 0)
            return;
        _start = start;
        Length = length;
    }

    public int Length { get; }

    public bool IsEmpty => Length == 0;

    /// <summary>Whether it lies in the tag's own bytes.</summary>
    public bool IsKept => _start < 0;

    /// <summary>The first of its bytes, where it lies.</summary>
    public int Start => IsKept ? ~_start : _start;

    public static TagPiece InWindow(int start, int length) => new(start, length);

    public static TagPiece Kept(int start, int length) => new(~start, length);
}

/// <summary>An attribute that was taken. Its name is kept only where every attribute is.</summary>
internal readonly record struct TagAttribute(HtmlAttribute Id, TagPiece Name, TagPiece Value);
