using System.Text;

namespace Tutorial.Net.Fuzz;

/// <summary>Does what the first byte of a line says, and the second says how much; notes all that it is called with.</summary>
internal sealed class TalkingHandler : ILineHandler
{
    public StringBuilder Seen { get; } = new();

    public LineSession? Session { get; private set; }

    public int Ends { get; private set; }

    public void OnConnected(LineSession session) => Session = session;

    public void OnLine(LineSession session, in Line line)
    {
        Seen.Append(Convert.ToHexString(line.Span)).Append(line.IsTruncated ? "+\n" : "\n");
        int number = line.Span.Length > 1 ? line.Span[1] : 0;
        switch (line.Span.IsEmpty ? 0 : line.Span[0])
        {
            case 'e':
                session.Write(line.Span);
                session.WriteLine(""u8);
                break;
            case 'w':
                session.Write(new byte[number * 9]);
                break;
            case 'b':
                session.ReadBytes(number % 32);
                break;
            case 't':
                session.Terminator = SessionModel.Cuts[number % SessionModel.Cuts.Length].Terminator;
                break;
            case 'p':
                session.Pause();
                session.Server.Post(session.Resume);
                break;
            case 'c':
                session.Close();
                break;
            case 'a':
                session.Abort();
                break;
            case 'x':
                throw new InvalidOperationException("As the line says.");
        }
    }

    public void OnBytes(LineSession session, ReadOnlySpan<byte> bytes, bool isLast) =>
        Seen.Append(Convert.ToHexString(bytes)).Append(isLast ? "!" : "");

    public void OnDisconnected(LineSession session, Exception? error) => Ends++;
}
