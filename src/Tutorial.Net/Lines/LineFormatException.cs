namespace Tutorial.Net;

/// <summary>A bare CR or a bare LF under <see cref="LineTerminator.CrLf"/>, which two parties could read as different numbers of lines
/// (request smuggling: RFC 9112, section 11.2; RFC 5321, section 2.3.8). The reader stays usable: the line that holds it is thrown
/// away up to its CR LF, and the next line comes out intact.</summary>
public sealed class LineFormatException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with the line.</param>
    public LineFormatException(string message)
        : base(message)
    {
    }
}
