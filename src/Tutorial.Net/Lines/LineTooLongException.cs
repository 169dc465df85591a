namespace Tutorial.Net;

/// <summary>A line passed <see cref="LineOptions.MaxLineLength"/> under <see cref="LineOverflow.Throw"/>. The reader stays usable: the
/// rest of the line is thrown away up to its terminator, and the next line comes out intact.</summary>
public sealed class LineTooLongException : IOException
{
    /// <summary>Creates the exception for a line that passed <paramref name="maxLineLength"/> bytes.</summary>
    /// <param name="maxLineLength">The limit, in bytes without the terminator.</param>
    public LineTooLongException(int maxLineLength)
        : base($"The peer sent a line of more than {maxLineLength} bytes. It is discarded; the next read goes on after it. "
            + "Raise LineOptions.MaxLineLength if such lines are meant to pass.")
    {
        MaxLineLength = maxLineLength;
    }

    /// <summary>Creates the exception with a message of the caller's.</summary>
    /// <param name="message">What happened, in words.</param>
    public LineTooLongException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause of the caller's.</summary>
    /// <param name="message">What happened, in words.</param>
    /// <param name="innerException">What led to it.</param>
    public LineTooLongException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception without a limit.</summary>
    public LineTooLongException()
        : base("The peer sent a line that is too long.")
    {
    }

    /// <summary>The limit that was passed, in bytes without the terminator.</summary>
    public int MaxLineLength { get; }
}
