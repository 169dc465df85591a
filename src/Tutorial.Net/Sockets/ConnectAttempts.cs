using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>What a connect tried, for the error that lists it.</summary>
internal sealed class ConnectAttempts(string host, int port)
{
    private readonly List<(IPEndPoint EndPoint, SocketError Error)> _attempts = [];

    public void Add(IPEndPoint endPoint, SocketError error) => _attempts.Add((endPoint, error));

    public SocketException ToException()
    {
        SocketError last = _attempts[^1].Error;
        string list = string.Join(", ", _attempts.Select(a => $"{a.EndPoint} ({a.Error})"));
        string advice = last switch
        {
            SocketError.ConnectionRefused => " Is a server listening there?",
            SocketError.TimedOut => " Is the address right, and does a firewall let it through?",
            _ => "",
        };
        return new SocketException((int)last, $"Cannot connect to {(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}; tried {list}.{advice}");
    }
}
