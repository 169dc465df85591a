using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Tutorial.Net.Load.Soak;

/// <summary>An HTTP server of one kind of answer: the page whose number is the path.</summary>
internal sealed class PageHandler : ILineHandler
{
    public void OnLine(LineSession session, in Line line)
    {
        if (line.StartsWith("GET /"u8) && Utf8Parser.TryParse(line.Span["GET /".Length..], out int page, out _))
        {
            session.State = page;
        }
        else if (line.Length == 0 && session.State is int asked)
        {
            byte[] body = SoakPage.Write(asked);
            session.Write(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n")));
            session.Write(body);
            session.Close();
        }
    }
}
