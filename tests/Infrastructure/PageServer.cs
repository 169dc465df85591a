using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>An HTTP server on loopback whose answers are the test's: a raw response for each path, head included.</summary>
internal sealed class PageServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<string, Socket, Task> _answer;
    private readonly List<string> _requests = [];

    /// <param name="answer">Called with the path of each request and the connection, which is closed afterwards.</param>
    public PageServer(Func<string, Socket, Task> answer)
    {
        _answer = answer;
        _listener.Bind(Loopback.AnyPort);
        _listener.Listen();
        Port = _listener.Port();
        _ = ServeAsync();
    }

    public PageServer(Func<string, string> answer)
        : this(async (path, socket) => await socket.SendAllAsync(Encoding.UTF8.GetBytes(answer(path))))
    {
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>The heads of the requests so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public static string Ok(string body, string type = "text/html", string more = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{more}\r\n{body}";

    public static string Redirect(string location, string status = "302 Found") =>
        $"HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed: the test is over.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                string head = await ReadHeadAsync(socket);
                lock (_requests)
                    _requests.Add(head);
                await _answer(head.Split(' ')[1], socket);
                socket.Shutdown(SocketShutdown.Send);
                // A close with unread bytes would reset the connection under the answer.
                await socket.ReceiveAsync(new byte[1024]);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // The client left early, as some tests want it to.
            }
        }
    }

    private static async Task<string> ReadHeadAsync(Socket socket)
    {
        var head = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int count = await socket.ReceiveAsync(buffer);
            if (count == 0)
                throw new IOException("The client sent no request.");
            head.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return head.ToString();
    }
}
