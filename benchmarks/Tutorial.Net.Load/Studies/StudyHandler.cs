using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Studies;

/// <summary>Echoes lines, but for those that ask for more: <c>QUIT</c>, <c>PAUSE</c>, <c>ALL text</c>, <c>REPLY lines</c>.</summary>
internal sealed class StudyHandler : ILineHandler
{
    /// <summary>Each line of a long reply, with its LF: 64 bytes.</summary>
    public static readonly byte[] ReplyLine = Encoding.ASCII.GetBytes(new string('r', 63) + "\n");

    private static readonly object Paused = new();

    private readonly ConcurrentQueue<string> _gone = new();
    private long _numbered;
    private long _wrong;

    /// <summary>Numbered lines that came damaged, doubled or out of order.</summary>
    public long Wrong => Volatile.Read(ref _wrong);

    public void OnLine(LineSession session, in Line line)
    {
        if (line.Length > 0 && line.Span[0] is >= (byte)'A' and <= (byte)'Z')
            Obey(session, line);
        else
            Echo(session, line);
    }

    public void OnDisconnected(LineSession session, Exception? error)
    {
        if (session.State == Paused)
            _gone.Enqueue($"{session.RemoteEndPoint}@{Stopwatch.GetTimestamp()}");
    }

    /// <summary>The end points of those who went while they were paused, and when; each once.</summary>
    public IEnumerable<string> TakeGone()
    {
        while (_gone.TryDequeue(out string? gone))
            yield return gone;
    }

    public override string ToString() => $"numbered={Volatile.Read(ref _numbered)} wrong={Wrong}";

    private static void Obey(LineSession session, in Line line)
    {
        if (line.StartsWith("ALL "u8))
        {
            session.Server.Broadcast(line.Span);
        }
        else if (line.StartsWith("REPLY "u8) && Utf8Parser.TryParse(line.Span[6..], out int lines, out _))
        {
            for (int i = 0; i < lines; i++)
                session.Write(ReplyLine);
        }
        else if (line == "PAUSE"u8)
        {
            session.State = Paused;
            session.WriteLine("paused");
            session.Pause();
        }
        else if (line == "QUIT"u8)
        {
            session.WriteLine("221 bye");
            session.Close();
        }
        else
        {
            session.WriteLine(line.Span);
        }
    }

    /// <summary>Numbered lines, which begin with a digit, must come whole and in order.</summary>
    private void Echo(LineSession session, in Line line)
    {
        session.WriteLine(line.Span);
        // One that was cut off by the client's end is not whole.
        if (line.Ending == LineEnding.None || line.Length == 0 || !char.IsAsciiDigit((char)line.Span[0]))
            return;
        Numbers numbers = (Numbers)(session.State ??= new Numbers());
        if (NumberedLine.TryRead(line.Span, out _, out int number) && number == numbers.Next)
        {
            numbers.Next++;
            _numbered++;
        }
        else
        {
            _wrong++;
        }
    }

    private sealed class Numbers
    {
        public int Next { get; set; }
    }
}
