using System.Text;
using Tutorial.Net.Tests.Lines;

namespace Tutorial.Net.Fuzz;

/// <summary>What a session with a <see cref="TalkingHandler"/> comes to: one thing after the other, over a naive framer, without turns,
/// limits of output or a socket.</summary>
internal sealed class SessionModel(int first, LineOptions lines)
{
    public static readonly NaiveFramer.Cut[] Cuts =
    [
        new(LineTerminator.Lf, Lf: true, CrLf: true), new(LineTerminator.CrLf, CrLf: true), new(LineTerminator.Universal, Lf: true, CrLf: true, Cr: true),
        Bytes("#"), Bytes("\r\n"), Bytes("aab"), Bytes("\r\n.\r\n"), new(LineTerminator.AnyOf(";\n"u8), Any: ";\n"u8.ToArray()),
    ];

    private readonly NaiveFramer _framer = new(Cuts[first], lines.MaxLineLength, lines.Overflow);
    private NaiveFramer.Cut _cut = Cuts[first];
    private bool _isChanging;
    private int _wanted = -1;

    public StringBuilder Seen { get; } = new();

    public List<byte> Output { get; } = [];

    public SessionEnd End { get; private set; }

    public string? Error { get; private set; }

    /// <param name="chunks">The client's bytes, as they are received; then it ends.</param>
    public void Run(IEnumerable<byte[]> chunks)
    {
        foreach (byte[] chunk in chunks)
        {
            _framer.Write(chunk);
            Handle();
        }

        _framer.Complete();
        Handle();
        if (End == SessionEnd.None)
            (End, Error) = (SessionEnd.PeerClosed, _wanted >= 0 ? nameof(EndOfStreamException) : null);
    }

    private static NaiveFramer.Cut Bytes(string text) =>
        new(LineTerminator.Custom(Encoding.ASCII.GetBytes(text)), Custom: Encoding.ASCII.GetBytes(text));

    private void Handle()
    {
        while (End == SessionEnd.None)
        {
            // Holds as soon as the line before has been dealt with whole, its rest included where it is too long.
            if (_isChanging)
                _isChanging = !_framer.TrySet(_cut);
            if (_wanted >= 0 ? !TakeBytes() : !TakeLine())
                return;
        }
    }

    private bool TakeBytes()
    {
        int count = Math.Min(_wanted, _framer.Buffered.Length);
        string? bytes = _framer.Raw(count);
        if (bytes is null)
            count = 0;
        if (count == 0 && _wanted > 0)
            return false;
        Seen.Append(bytes);
        _wanted -= count;
        if (_wanted > 0)
            return true;
        Seen.Append('!');
        _wanted = -1;
        return true;
    }

    private bool TakeLine()
    {
        string? read = _framer.Read();
        switch (read)
        {
            case null:
                return false;
            case nameof(LineTooLongException) or nameof(LineFormatException):
                (End, Error) = (SessionEnd.BadLine, read);
                return false;
        }

        string[] parts = read.Split(' ');
        byte[] line = Convert.FromHexString(parts[0]);
        Seen.Append(parts[0]).Append(parts.Length > 2 ? "+\n" : "\n");
        int number = line.Length > 1 ? line[1] : 0;
        switch (line.Length == 0 ? '\0' : (char)line[0])
        {
            case 'e':
                Output.AddRange([.. line, .. _cut.Terminator.Rule.Bytes]);
                break;
            case 'w':
                Output.AddRange(new byte[number * 9]);
                break;
            case 'b':
                _wanted = number % 32;
                break;
            case 't':
                (_cut, _isChanging) = (Cuts[number % Cuts.Length], true);
                break;
            case 'c':
                End = SessionEnd.Closed;
                break;
            case 'a':
                End = SessionEnd.Aborted;
                break;
            case 'x':
                (End, Error) = (SessionEnd.HandlerFailed, nameof(InvalidOperationException));
                break;
        }

        return true;
    }
}
