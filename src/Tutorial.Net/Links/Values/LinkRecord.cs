namespace Tutorial.Net;

/// <summary>A run of the bytes that a link's parts lie in.</summary>
internal readonly record struct TextRun(int Start, int Length)
{
    /// <summary>What is not there, as opposed to what is empty.</summary>
    public static readonly TextRun None = new(0, -1);

    public bool IsNone => Length < 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> bytes) => IsNone ? default : bytes.Slice(Start, Length);

    public TextRun MovedBy(int distance) => this with { Start = Start + distance };
}

/// <summary>A link whose texts are runs of bytes kept elsewhere, all of them UTF-8.</summary>
internal record struct LinkRecord
{
    public TextRun Url;
    public TextRun Raw;
    public TextRun Rel;
    public TextRun Text;

    /// <summary>The element's name where <see cref="Element"/> is null: one that means nothing here.</summary>
    public TextRun Name;
    public string? Element;
    public string Attribute;
    public LinkPosition Position;
    public LinkKind Kind;
    public bool NoFollow;

    /// <summary>Whether the URL is one, and so ASCII: else it is the raw value.</summary>
    public bool IsUrl;

    /// <summary>Where the first of its runs begins.</summary>
    public readonly int FirstByte
    {
        get
        {
            int first = Math.Min(Url.Start, Raw.Start);
            first = Rel.IsNone ? first : Math.Min(first, Rel.Start);
            return Name.IsNone ? first : Math.Min(first, Name.Start);
        }
    }

    /// <summary>The same link with its bytes elsewhere.</summary>
    public readonly LinkRecord MovedBy(int distance) => this with
    {
        Url = Url.MovedBy(distance),
        Raw = Raw.MovedBy(distance),
        Rel = Rel.MovedBy(distance),
        Text = Text.MovedBy(distance),
        Name = Name.MovedBy(distance),
    };
}
