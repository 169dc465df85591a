namespace Tutorial.Net;

/// <summary>A bare CR or a bare LF under <see cref="LineTerminator.CrLf"/>, which two parties could read as different numbers of lines
/// (request smuggling: RFC 9112, section 11.2; RFC 5321, section 2.3.8). The reader stays usable: the line that holds it is thrown
/// away up to its CR LF, and the next line comes out intact.</summary>
public sealed class LineFormatException : IOException
{
    /// <summary>Creates the exception.</summary>
    public LineFormatException()
        : base("The peer sent a line that is not well formed.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What happened, in words.</param>
    public LineFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    /// <param name="message">What happened, in words.</param>
    /// <param name="innerException">What led to it.</param>
    public LineFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
