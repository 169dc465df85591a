namespace Tutorial.Net;

/// <summary>A link that waits for the text of its element.</summary>
internal sealed class AnchorText(LinkTaker taker, int maxLength) : IDisposable
{
    private LinkRecord _link;
    private ByteBuffer _bytes;

    /// <summary>What the reader sees of the element.</summary>
    public TextCollector Text { get; } = new(maxLength);

    public bool IsOpen { get; private set; }

    /// <summary>Of an anchor in svg or math: the open elements down to it. With fewer it has ended. 0: it is HTML's.</summary>
    public int Below { get; private set; }

    public bool IsInTemplate { get; private set; }

    /// <summary>Keeps a link until <see cref="End"/>.</summary>
    /// <param name="link">The link.</param>
    /// <param name="bytes">What its texts are runs of.</param>
    public void Hold(in LinkRecord link, ReadOnlySpan<byte> bytes)
    {
        // Not what lies before: that is the link before this one, and its bytes would go along from anchor to anchor.
        int first = link.FirstByte;
        _bytes.Length = 0;
        _bytes.Append(bytes[first..]);
        _link = link.MovedBy(-first);
        IsOpen = true;
        Below = 0;
        Text.Start(references: true);
    }

    /// <summary>The element's start tag is whole.</summary>
    public void Begin(int below, bool isInTemplate) => (Below, IsInTemplate) = (below, isInTemplate);

    /// <summary>The element ends, or nothing more of it is waited for: the link is taken.</summary>
    public void End()
    {
        if (!IsOpen)
            return;
        IsOpen = false;
        Below = 0;
        ref ByteBuffer bytes = ref taker.Links.Bytes;
        LinkRecord link = _link.MovedBy(bytes.Length);
        bytes.Append(_bytes.Written);
        int start = bytes.Length;
        Text.AppendCollapsed(ref bytes);
        link.Text = new TextRun(start, bytes.Length - start);
        taker.TakeWithText(link);
    }

    public void Dispose()
    {
        _bytes.Dispose();
        Text.Dispose();
    }
}
