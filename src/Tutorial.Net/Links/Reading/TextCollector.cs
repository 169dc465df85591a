using System.Buffers;

namespace Tutorial.Net;

/// <summary>The text between two tags as a reader sees it: decoded, references resolved, white space collapsed; up to a limit.</summary>
internal sealed class TextCollector(int maxLength) : ITextSink
{
    /// <summary>Bytes since the last tag: a reference or a character does not reach across one.</summary>
    private readonly ArrayBufferWriter<byte> _run = new();
    private readonly ArrayBufferWriter<char> _text = new();
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
        _run.ResetWrittenCount();
        _text.ResetWrittenCount();
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        int length = Math.Min(text.Length, maxLength - _taken);
        IsCut |= length < text.Length;
        _taken += length;
        _run.Write(text[..length]);
    }

    /// <summary>A tag or a comment: what follows it is a run of its own.</summary>
    public void Break(bool references)
    {
        Flush();
        _references = references;
    }

    private void Flush()
    {
        if (_run.WrittenCount == 0)
            return;
        var decoded = new CharBuffer(stackalloc char[512]);
        TextDecoder.Append(ref decoded, _run.WrittenSpan, Encoding, _references ? ReferenceRules.Text : ReferenceRules.None);
        _text.Write(decoded.Written);
        decoded.Dispose();
        _run.ResetWrittenCount();
    }

    /// <summary>The text so far as it stands, for CSS.</summary>
    public string Raw()
    {
        Flush();
        return _text.WrittenSpan.ToString();
    }

    /// <summary>The text so far, white space collapsed and trimmed.</summary>
    public string Collapsed()
    {
        Flush();
        var collapsed = new CharBuffer(stackalloc char[512]);
        bool space = false;
        foreach (char c in _text.WrittenSpan)
        {
            if (c is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                space = collapsed.Length > 0;
                continue;
            }

            if (space)
                collapsed.Append(' ');
            space = false;
            collapsed.Append(c);
        }

        string text = collapsed.Written.ToString();
        collapsed.Dispose();
        return text;
    }
}
