using System.Text;

namespace Tutorial.Net.Tests.Races;

/// <summary>
/// A server with a client, and threads that post, broadcast, write to the session, pause and resume it, close and abort it, hand over
/// further connections, stop and dispose the server, while the client sends lines and ends; each at any time.
/// </summary>
internal sealed class ServerRace : ILineHandler, IDisposable
{
    /// <summary>As much as all that is written in a schedule: it is never passed.</summary>
    private const int MostBytes = 48;

    // Either takes both; one writes LF, the other a semicolon.
    private static readonly LineTerminator Lf = LineTerminator.AnyOf("\n;"u8), Semicolon = LineTerminator.AnyOf(";\n"u8);

    private readonly Schedule _schedule;
    private readonly LineServer _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<RaceClient> _clients = [];
    private readonly RaceClient _client;
    private readonly List<string> _handled = [];
    private readonly List<string> _done = [];
    private readonly List<string> _promised = [];
    private readonly List<string> _accepted = [];
    private readonly List<string> _written = [];
    private readonly List<string> _forbidden = [];
    private readonly List<string> _changed = [];
    private readonly List<string> _failures = [];
    private readonly List<string> _sent = [];
    private readonly List<long> _connected = [];
    private readonly List<long> _disconnected = [];
    private LineSession? _session;
    private bool _isChanged;
    private int _bytes;
    private Asked _asked;

    private ServerRace(int seed)
    {
        _schedule = new Schedule(seed);
        _server = new LineServer(this, new LineServerOptions
        {
            LineTimeout = Timeout.InfiniteTimeSpan,
            SlowConsumerTimeout = Timeout.InfiniteTimeSpan,
            LingerTimeout = Timeout.InfiniteTimeSpan,
            DrainTimeout = Timeout.InfiniteTimeSpan,
            Lines = new LineOptions { Terminator = Lf },
            MaxPendingBytes = _schedule.Random.Next(4) == 0 ? 1 : MostBytes,
            HardPendingBytes = MostBytes,
            MaxLinesPerTurn = _schedule.Random.Next(1, 3),
            SpinTime = _schedule.Random.Next(4) == 0 ? TimeSpan.FromTicks(1) : TimeSpan.Zero,
        });
        _client = Adopt();
        _schedule.Add("loop", Loop);
        _schedule.Add("client", Send);
        foreach (string name in (string[])["A", "B"])
            _schedule.Add(name, () => Act(name, _schedule.Random.Next(1, 6)));
    }

    /// <summary>What somebody has asked for that ends something.</summary>
    [Flags]
    private enum Asked
    {
        None = 0,

        /// <summary>The end of the first session, by whomever.</summary>
        End = 1,

        /// <summary>Its end by the server's side: the client's lines may be left.</summary>
        Close = 2 | End,

        /// <summary>Its end at once: what was written may be lost.</summary>
        Abort = 4 | Close,

        /// <summary>The end of the server.</summary>
        Stop = 8 | Close,

        /// <summary>Its end at once.</summary>
        Dispose = 16 | Stop | Abort,
    }

    public static string Explore(int seed)
    {
        using ServerRace race = new(seed);
        return race._schedule.Explore(race.Explore);
    }

    public void Dispose()
    {
        _server.Dispose();
        _stop.Dispose();
        foreach (RaceClient client in _clients)
            client.Dispose();
    }

    public void OnConnected(LineSession session)
    {
        Note(_server.Loop.IsHere, "OnConnected elsewhere");
        _session ??= session;
        _connected.Add(session.Id);
    }

    public void OnLine(LineSession session, in Line line)
    {
        Note(_connected.Contains(session.Id) && !_disconnected.Contains(session.Id), "a line before or after its session");
        if (_schedule.Random.Next(4) == 0)
        {
            session.Terminator = Semicolon;
            _isChanged = true;
        }

        WriteLine(session, $"L{_handled.Count}");
        _handled.Add(line.ToString());
    }

    public void OnDisconnected(LineSession session, Exception? error)
    {
        Note(_server.Loop.IsHere, "OnDisconnected elsewhere");
        Note(error is null, $"ended by {error}");
        _disconnected.Add(session.Id);
    }

    private void Explore()
    {
        bool hasEnded = Run();
        // The loop sleeps, or is over: all that was asked for is done.
        Check(!Has(Asked.Dispose) || hasEnded, "disposed and still there");
        Check(Has(Asked.End) ? _session?.IsClosed != false : _session is { IsClosed: false }, "asked to end and open, or not asked and closed");
        Check(Has(Asked.Close) || _sent.SequenceEqual(_handled), $"sent {Text(_sent)}, handled {Text(_handled)}");
        CheckPosted();
        _client.Read();
        Check(Has(Asked.Abort) || _written.TrueForAll(_client.Lines.Contains), $"written {Text(_written)}, read {Text(_client.Lines)}");

        foreach (RaceClient client in _clients)
            client.End();
        _stop.Cancel();
        Check(Run(), "the server does not end");
        CheckEnd();
    }

    private bool Run()
    {
        bool hasEnded = _schedule.Run();
        Check(_failures.Count == 0, Text(_failures));
        return hasEnded;
    }

    private void CheckPosted()
    {
        // Disposed before it ran, it does nothing.
        Check(!_server.Loop.HasRun || _promised.TrueForAll(_done.Contains), $"posted {Text(_promised)}, done {Text(_done)}");
        Check(_accepted.TrueForAll(_done.Contains), $"accepted {Text(_accepted)}, done {Text(_done)}");
    }

    private void CheckEnd()
    {
        CheckPosted();
        CheckOrder(_done);
        Check(_handled.SequenceEqual(_sent.Take(_handled.Count)), $"sent {Text(_sent)}, handled {Text(_handled)}");
        Check(_connected.Order().SequenceEqual(_disconnected.Order()), $"connected {_connected.Count}, ended {_disconnected.Count}");
        Check(_connected.Distinct().Count() == _connected.Count, "connected twice");
        Check(_server.Sessions.Count == 0, "a session is left");
        foreach (RaceClient client in _clients)
        {
            client.ReadToEnd();
            CheckOrder(client.Lines);
            Check(client.HasEnded, "a connection is left open");
            Check(!_forbidden.Exists(client.Lines.Contains), $"{Text(_forbidden)} written after the end, read {Text(client.Lines)}");
        }

        Check(!_changed.Exists(_client.LinesWithLf.Contains), $"written with a semicolon: {Text(_changed)}, read with LF: {Text(_client.LinesWithLf)}");
    }

    /// <summary>What one thread does keeps its order, and comes once: "A0, A1" of thread A.</summary>
    private static void CheckOrder(List<string> all)
    {
        foreach (IGrouping<char, string> its in all.GroupBy(static one => one[0]))
        {
            IEnumerable<int> numbers = its.Select(static one => int.Parse(one.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture));
            Check(numbers.Zip(numbers.Skip(1)).All(static pair => pair.First < pair.Second), $"out of order: {Text(all)}");
        }
    }

    private void Loop()
    {
        try
        {
            _server.Run(_stop.Token);
        }
        catch (ObjectDisposedException) when (Has(Asked.Dispose) && _connected.Count == 0)
        {
            // Disposed before it ran.
        }
    }

    private void Send()
    {
        for (int i = 0; i < 3; i++)
        {
            int count = _schedule.Random.Next(1, 3);
            string[] lines = [.. Enumerable.Range(_sent.Count, count).Select(static number => $"c{number}")];
            Schedule.Point("before a send");
            if (!_client.Send(lines))
                return;
            _sent.AddRange(lines);
        }

        if (_schedule.Random.Next(4) == 0)
        {
            _asked |= Asked.End;
            _client.End();
        }
    }

    private void Act(string name, int steps)
    {
        int number = 0;
        bool hasPaused = false, hasEnded = false;
        while (steps-- > 0)
        {
            Schedule.Point("between two steps");
            string what = $"{name}{number++}";
            switch (_schedule.Random.Next(24))
            {
                case < 5:
                    _server.Post(() => _done.Add(what));
                    if (!Has(Asked.Stop))
                        _promised.Add(what);
                    break;
                case < 7:
                    if (_server.Loop.Post(_ => _done.Add(what), null))
                        _accepted.Add(what);
                    break;
                case < 12 when _session is { } session:
                    WriteLine(session, what);
                    if (hasEnded)
                        _forbidden.Add(what);
                    else if (!Has(Asked.End))
                        _written.Add(what);
                    break;
                case 12:
                    _bytes += what.Length + 1;
                    _server.Broadcast(Encoding.ASCII.GetBytes(what.ToLowerInvariant()));
                    break;
                case 13 or 14 when _session is { } session:
                    session.Pause();
                    hasPaused = true;
                    break;
                case 15 when _session is { } session:
                    _asked |= Asked.Close;
                    hasEnded = true;
                    session.Close();
                    break;
                case 16 when _session is { } session:
                    _asked |= Asked.Abort;
                    hasEnded = true;
                    session.Abort();
                    break;
                case 17:
                    Adopt();
                    break;
                case 18:
                    _asked |= Asked.Stop;
                    _schedule.Cancel(_stop);
                    break;
                case 19:
                    _asked |= Asked.Dispose;
                    _server.Dispose();
                    break;
                case 20:
                    IReadOnlyList<LineSession> sessions = _server.Sessions;
                    Check(sessions.DistinctBy(static session => session.Id).Count() == sessions.Count, "a session is there twice");
                    break;
                case 21 or 22 when _session is { } session:
                    long pending = session.PendingBytes;
                    Check(pending >= 0 && pending <= _bytes, $"{pending} bytes wait of {_bytes} that were written");
                    break;
            }
        }

        if (hasPaused)
            _session!.Resume();
    }

    private void WriteLine(LineSession session, string text)
    {
        if (_isChanged && session == _session)
            _changed.Add(text);
        _bytes += text.Length + 1;
        session.WriteLine(text);
    }

    private RaceClient Adopt()
    {
        RaceClient client = new();
        _clients.Add(client);
        try
        {
            _server.Adopt(client.ServersEnd);
        }
        catch (ObjectDisposedException) when (Has(Asked.Stop))
        {
            // Too late: the server has closed it.
        }

        return client;
    }

    private bool Has(Asked asked) => (_asked & asked) == asked;

    private static string Text(IEnumerable<string> all) => string.Join(' ', all);

    /// <summary>As <see cref="Check"/>, for the handler's calls, whose exceptions are the library's.</summary>
    private void Note(bool condition, string what)
    {
        if (!condition)
            _failures.Add(what);
    }

    private static void Check(bool condition, string what)
    {
        if (!condition)
            throw new InvalidOperationException(what);
    }
}
