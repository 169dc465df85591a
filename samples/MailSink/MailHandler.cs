using System.Globalization;
using System.Text;
using Tutorial.Net;
using Tutorial.Net.Samples;

/// <summary>RFC 5321 as far as taking a mail needs it.</summary>
/// <param name="folder">Where mails are kept.</param>
internal sealed class MailHandler(string folder) : ILineHandler
{
    private const int MaxMail = 1 << 20, MaxRecipients = 100, MaxMails = 1_000, MostShown = 200;

    private int _count;

    public void OnConnected(LineSession session)
    {
        session.State = new Envelope();
        session.WriteLine("220 a sink for mail");
    }

    public void OnLine(LineSession session, in Line line)
    {
        Envelope mail = (Envelope)session.State!;
        if (mail.Text is { } text)
        {
            if (line.Equals("."u8))
                session.WriteLine(Deliver(mail, text));
            else if (text.Length <= MaxMail)
                text.Write([.. line.StartsWith("."u8) ? line.Span[1..] : line.Span, .. "\r\n"u8]); // a dot at the front was doubled
            return;
        }

        string command = line.ToString();
        string reply = command.Split(' ', ':')[0].ToUpperInvariant() switch
        {
            "EHLO" => $"250-sink\r\n250-8BITMIME\r\n250 SIZE {MaxMail}",
            "HELO" or "NOOP" => "250 sink",
            "RSET" => mail.Begin(null),
            "MAIL" => mail.Begin(command[(command.IndexOf(':') + 1)..]),
            "RCPT" when mail.From is not null && mail.To.Count < MaxRecipients => mail.Add(command[(command.IndexOf(':') + 1)..]),
            "DATA" when mail.To.Count > 0 => mail.BeginText(),
            "RCPT" or "DATA" => "503 not yet, or too many",
            "QUIT" => "221 bye",
            _ => "500 what?",
        };
        session.Write(Encoding.ASCII.GetBytes(reply + "\r\n"));
        if (reply.StartsWith("221", StringComparison.Ordinal))
            session.Close();
    }

    private string Deliver(Envelope mail, MemoryStream text)
    {
        string shown = $"{text.Length} bytes from {mail.From} to {string.Join(", ", mail.To)}";
        mail.Begin(null);
        if (text.Length > MaxMail)
            return "552 too large";
        string name;
        do
        {
            if (_count == MaxMails)
                return $"452 the numbers of mails end at {MaxMails}";
            name = (++_count).ToString(CultureInfo.InvariantCulture) + ".eml";
        }
        while (File.Exists(Path.Combine(folder, name))); // one of an earlier run
        File.WriteAllBytes(Path.Combine(folder, name), text.ToArray());
        Console.WriteLine(TerminalText.Escape(Encoding.UTF8.GetBytes($"{name}: {shown}"), MostShown));
        return "250 kept";
    }

    private sealed class Envelope
    {
        public string? From { get; private set; }
        public List<string> To { get; } = [];
        public MemoryStream? Text { get; private set; }

        public string Begin(string? from)
        {
            (From, Text) = (from, null);
            To.Clear();
            return "250 ok";
        }

        public string Add(string to)
        {
            To.Add(to);
            return "250 ok";
        }

        public string BeginText()
        {
            Text = new MemoryStream();
            return "354 up to a dot on a line of its own";
        }
    }
}
