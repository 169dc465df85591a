namespace Tutorial.Net;

/// <summary>Whether the page is at text that shows code: nobody means a link in it to be followed.</summary>
internal sealed class CodeWatch
{
    private static readonly HtmlElement[] Elements = [.. LinkPlan.CodeElements];

    private readonly int[] _open = new int[Elements.Length];

    /// <summary>Whether one of the elements is open. One without an end tag stays so.</summary>
    public bool IsInside { get; private set; }

    public void See(TagView tag)
    {
        int index = tag.IsHtml ? Array.IndexOf(Elements, tag.Element) : -1;
        if (index < 0)
            return;
        _open[index] = Math.Max(0, _open[index] + (tag.IsEndTag ? -1 : 1));
        IsInside = _open.AsSpan().ContainsAnyExcept(0);
    }
}
