using System.Text;

namespace Tutorial.Net;

/// <summary>How lines are cut, bounded, decoded and written. Each value is checked where it is set. An instance never changes, and any
/// number of readers and writers may share it.</summary>
/// <remarks>One class for both directions, because both ends of a line must agree on its terminator and its encoding.
/// <list type="table">
/// <listheader><term>property</term><description>what it means to a reader or framer, and to a writer</description></listheader>
/// <item><term><see cref="Terminator"/></term><description>Reader: what ends a line. Writer: what it puts after a line, and what a line
/// may not hold.</description></item>
/// <item><term><see cref="Encoding"/></term><description>Both: how bytes become text, and text bytes.</description></item>
/// <item><term><see cref="BufferSize"/></term><description>Reader: how much it asks for in one receive. Writer: how much it gathers
/// before it sends.</description></item>
/// <item><term><see cref="MaxLineLength"/>, <see cref="Overflow"/></term><description>Reader only. A writer writes lines of any
/// length.</description></item>
/// </list></remarks>
public sealed class LineOptions
{
    internal static readonly LineOptions Default = new();

    /// <summary>What ends a line. The default is <see cref="LineTerminator.Lf"/>.</summary>
    public LineTerminator Terminator
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = LineTerminator.Lf;

    /// <summary>Longest line in bytes, its terminator not counted; a CR that <see cref="LineTerminator.Lf"/> takes away belongs to the
    /// terminator. 1 to <see cref="int.MaxValue"/>; the default is 65,536, the limit of asyncio's streams and of Go's Scanner.
    /// Readers only: a writer writes lines of any length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0 or negative.</exception>
    public int MaxLineLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxLineLength));
            field = value;
        }
    } = 65_536;

    /// <summary>What becomes of a longer line. The default is <see cref="LineOverflow.Throw"/>.</summary>
    public LineOverflow Overflow
    {
        get;
        init
        {
            if (value is < LineOverflow.Throw or > LineOverflow.Truncate)
                throw new ArgumentOutOfRangeException(nameof(Overflow), value, "One of Throw, Discard and Truncate.");
            field = value;
        }
    } = LineOverflow.Throw;

    /// <summary>How text becomes bytes and bytes text. The default is UTF-8 without a byte order mark, which puts U+FFFD for what is
    /// broken; an encoding with exception fallbacks is strict. It must be one in which LF is the byte 0x0A, CR the byte 0x0D, and
    /// neither byte a part of anything else, as in every superset of ASCII. That the bytes of a custom terminator mean nothing else,
    /// either, is the caller's business.</summary>
    /// <exception cref="ArgumentException">The encoding is UTF-16, UTF-32, EBCDIC or another in which LF and CR are not those
    /// bytes.</exception>
    public Encoding Encoding
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            LineText.ThrowIfNotLineSafe(value, nameof(Encoding));
            field = value;
        }
    } = Encoding.UTF8;

    /// <summary>Bytes to ask for in one receive, and to gather before a send. 1 to 1 GiB; the default is 65,536. The buffer is rented
    /// when something arrives, and is at least 64 bytes long.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int BufferSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(BufferSize));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 30, nameof(BufferSize));
            field = value;
        }
    } = 65_536;
}
