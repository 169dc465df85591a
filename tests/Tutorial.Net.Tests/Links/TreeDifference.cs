namespace Tutorial.Net.Tests.Links;

/// <summary>The first tag behind which the feedback and AngleSharp's tree builder are in different states.</summary>
internal sealed record TreeDifference(string Html, IReadOnlyList<PageTag> Tags, PageTag Tag, TreeState Ours, TreeState AngleSharps)
{
    /// <summary>The page up to the tag.</summary>
    public string Before => Html[..Tag.Start];

    public string Text => Html[Tag.Start..Tag.End];

    public string Behind => Html[Tag.End..];

    public IEnumerable<PageTag> TagsBefore => Tags.TakeWhile(tag => tag.Start < Tag.Start);

    /// <summary>The first difference behind a tag that ends past <paramref name="from"/>.</summary>
    public static TreeDifference? Find(string html, int from)
    {
        List<PageTag> tags = TreeProbe.Tags(html);
        foreach (PageTag tag in tags.SkipWhile(tag => tag.End <= from))
        {
            TreeState ours = TreeProbe.Ours(html[..tag.End]), angleSharps = TreeProbe.AngleSharps(html[..tag.End]);
            if (ours != angleSharps)
                return new TreeDifference(html, tags, tag, ours, angleSharps);
        }

        return null;
    }
}
