namespace Tutorial.Net;

/// <summary>The text between two tags as a reader sees it: decoded, references resolved, in UTF-8; up to a limit.</summary>
internal sealed class TextCollector(int maxLength) : ITextSink, IDisposable
{
    /// <summary>Bytes since the last tag: a reference or a character does not reach across one.</summary>
    private ByteBuffer _run;
    private ByteBuffer _text;
    private bool _references;
    private int _taken;

    /// <summary>The page's encoding; while it is not known, the text is ASCII.</summary>
    public WebEncoding Encoding { get; set; } = WebEncoding.Windows1252;

    /// <summary>Whether there was more text than the limit allows.</summary>
    public bool IsCut { get; private set; }

    /// <summary>
    /// Starts anew. <paramref name="references"/>: whether character references mean something, as they do not in raw text.
    /// </summary>
    public void Start(bool references)
    {
        _references = references;
        _taken = 0;
        IsCut = false;
        _run.Length = _text.Length = 0;
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        int length = Math.Min(text.Length, maxLength - _taken);
        IsCut |= length < text.Length;
        _taken += length;
        _run.Append(text[..length]);
    }

    /// <summary>A tag or a comment: what follows it is a run of its own.</summary>
    public void Break(bool references)
    {
        Flush();
        _references = references;
    }

    /// <summary>The text so far as it stands, for CSS; valid until more comes.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        Flush();
        return _text.Written;
    }

    /// <summary>Appends the text so far, white space collapsed and trimmed.</summary>
    public void AppendCollapsed(ref ByteBuffer output)
    {
        Flush();
        bool separates = false;
        ReadOnlySpan<byte> text = _text.Written;
        foreach (Range range in text.SplitAny(" \t\n\r\f"u8))
        {
            if (range.End.Value <= range.Start.Value)
                continue;
            if (separates)
                output.Append((byte)' ');
            output.Append(text[range]);
            separates = true;
        }
    }

    public void Dispose()
    {
        _run.Dispose();
        _text.Dispose();
    }

    private void Flush()
    {
        if (_run.Length == 0)
            return;
        ValueDecoder.Append(ref _text, _run.Written, Encoding, _references ? ReferenceRules.Text : ReferenceRules.None);
        _run.Length = 0;
    }
}
