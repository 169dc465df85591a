using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// Happy Eyeballs (RFC 8305, section 5) without I/O: which attempt to connect begins when, and what to say when all have failed.
/// </summary>
/// <remarks>
/// An attempt begins when the one before it has failed or has had its head start. Where time is short, the head start is each
/// address's share of it, so the last one gets its turn as well.
/// </remarks>
internal sealed class ConnectRace
{
    /// <summary>RFC 8305, section 8: the recommended Connection Attempt Delay.</summary>
    public static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    private readonly string _target;
    private readonly IPEndPoint[] _endPoints;
    private readonly SocketError?[] _errors;
    private readonly Deadline _deadline;
    private Deadline _headStart;
    private int _started;
    private int _failed;

    /// <param name="target">Whom the caller asked for, as the message is to show it.</param>
    /// <param name="endPoints">What to try, in this order; at least one.</param>
    /// <param name="deadline">Of the whole race.</param>
    public ConnectRace(string target, IPEndPoint[] endPoints, Deadline deadline)
    {
        _target = target;
        _endPoints = endPoints;
        _errors = new SocketError?[endPoints.Length];
        _deadline = deadline;
    }

    /// <summary>The next attempt, if its time has come. The first begins even where no time is left: it may succeed at once.</summary>
    public bool TryStart(out int attempt, out IPEndPoint? endPoint)
    {
        attempt = _started;
        endPoint = null;
        bool due = _started == 0 || (!_deadline.HasPassed && _headStart.HasPassed);
        if (!due || _started == _endPoints.Length)
            return false;

        endPoint = _endPoints[_started++];
        int left = _endPoints.Length - _started;
        TimeSpan share = _deadline.IsInfinite ? HeadStart : _deadline.Remaining / (left + 1);
        _headStart = Deadline.After(share < HeadStart ? share : HeadStart);
        return true;
    }

    /// <summary>Says how an attempt failed.</summary>
    public void Fail(int attempt, SocketError error)
    {
        _errors[attempt] = error;
        _failed++;
        // The next one waits for the one before it alone, and no longer.
        if (attempt == _started - 1)
            _headStart = Deadline.After(TimeSpan.Zero);
    }

    /// <summary>How long to wait for the attempts under way: until the next one is due or the time is over.</summary>
    public Deadline Wait =>
        _started < _endPoints.Length && (_deadline.IsInfinite || _headStart.Remaining < _deadline.Remaining) ? _headStart : _deadline;

    /// <summary>Whether nobody can win any more.</summary>
    public bool IsLost => _failed == _endPoints.Length || _deadline.HasPassed;

    /// <summary>Names every attempt and what it said.</summary>
    public SocketException ToException()
    {
        IEnumerable<string> tried = _endPoints.Take(_started).Select((e, i) => $"{e} ({_errors[i] ?? SocketError.TimedOut})");
        IEnumerable<string> untried = _endPoints.Skip(_started).Select(e => $"{e} (no time left)");
        SocketError error = _failed < _endPoints.Length ? SocketError.TimedOut : MostTelling();
        string advice = error switch
        {
            SocketError.ConnectionRefused => " Is a server listening there?",
            SocketError.TimedOut => " Is the address right, and does a firewall let it through?",
            _ => "",
        };
        return new SocketException(
            (int)error, $"Cannot connect to {_target}; tried {string.Join(", ", tried.Concat(untried))}.{advice}");
    }

    // A host that refuses is there; a family that this machine has no route for says nothing of it.
    private SocketError MostTelling() =>
        _errors.Contains(SocketError.ConnectionRefused) ? SocketError.ConnectionRefused
        : _errors.Contains(SocketError.TimedOut) ? SocketError.TimedOut
        : _errors[^1]!.Value;
}
