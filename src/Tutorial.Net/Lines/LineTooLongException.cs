namespace Tutorial.Net;

/// <summary>A line passed <see cref="LineOptions.MaxLineLength"/> under <see cref="LineOverflow.Throw"/>. The reader stays usable: the
/// rest of the line is thrown away up to its terminator, and the next line comes out intact.</summary>
public sealed class LineTooLongException : IOException
{
    /// <summary>Creates the exception for a line that passed <paramref name="maxLineLength"/> bytes.</summary>
    /// <param name="maxLineLength">The limit, in bytes without the terminator.</param>
    /// <param name="message">What went wrong; null makes a message of the limit.</param>
    public LineTooLongException(int maxLineLength, string? message = null)
        : base(message
            ?? $"The peer sent a line of more than {maxLineLength} bytes. It is discarded; the next read goes on after it. "
            + "Raise LineOptions.MaxLineLength if such lines are meant to pass.")
    {
        MaxLineLength = maxLineLength;
    }

    /// <summary>The limit that was passed, in bytes without the terminator.</summary>
    public int MaxLineLength { get; }
}
