namespace Tutorial.Net;

/// <summary>What becomes of a line longer than <see cref="LineOptions.MaxLineLength"/>. In every case its bytes are thrown away as
/// they arrive, up to its terminator, and the next line comes out intact.</summary>
public enum LineOverflow
{
    /// <summary>One <see cref="LineTooLongException"/> for the line, as soon as it is known to be too long. The default.</summary>
    Throw,

    /// <summary>The line is skipped without a word, but counted: <see cref="LineFramer.DiscardedLines"/>.</summary>
    Discard,

    /// <summary>Its first <see cref="LineOptions.MaxLineLength"/> bytes come out with <see cref="Line.IsTruncated"/>, once its
    /// terminator (or the end of the stream) is there, so that <see cref="Line.Ending"/> is the truth.</summary>
    Truncate,
}
