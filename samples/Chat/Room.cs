using System.Text;

namespace Tutorial.Net.Samples.Chat;

/// <summary>Who is there, and what they say. All of it on the server's one thread: no lock.</summary>
internal sealed class Room : ILineHandler
{
    public void OnConnected(LineSession session)
    {
        session.State = $"guest{session.Id}";
        session.WriteLine($"Welcome, {session.State}. Say something, or /nick NAME, /who, /quit.");
        Tell($"* {session.State} is here", session);
    }

    public void OnLine(LineSession session, in Line line)
    {
        // What one says is shown on the others' terminals.
        string text = TerminalText.Escape(line.ToString().Trim());
        string[] words = text.Split(' ', 2);
        switch (words)
        {
            case ["/quit", ..]:
                session.WriteLine("Bye.");
                session.Close();
                break;
            case ["/who", ..]:
                session.WriteLine(string.Join(", ", session.Server.Sessions.Select(other => other.State)));
                break;
            case ["/nick", { Length: > 0 and <= 20 } name] when !name.Contains(' '):
                Tell($"* {session.State} is now {name}", session, self: true);
                session.State = name;
                break;
            case ["/nick", ..]:
                session.WriteLine("A name has 1 to 20 characters, and no blanks.");
                break;
            default:
                Tell($"{session.State}: {text}", session);
                break;
        }
    }

    public void OnDisconnected(LineSession session, Exception? error) => Tell($"* {session.State} has left", session);

    private static void Tell(string text, LineSession from, bool self = false) =>
        from.Server.Broadcast(Encoding.UTF8.GetBytes(text), other => self || other != from);
}
