using System.Collections.Concurrent;
using System.Net.Sockets;
using Tutorial.Net.Fuzz;

namespace Tutorial.Net.Tests.Races;

/// <summary>
/// A loop over a multiplexer, and threads that wake it, send to its sockets, close them, have it register, change and unregister them,
/// cancel its token, and dispose it, each at any time.
/// </summary>
internal sealed class MultiplexerRace : IDisposable
{
    private static readonly SocketEvents[] Interests = [SocketEvents.None, SocketEvents.Read, SocketEvents.Read, SocketEvents.Read | SocketEvents.Write];

    private readonly Schedule _schedule;
    private readonly SocketMultiplexer _multiplexer;
    private readonly Link[] _links;
    private readonly CancellationTokenSource _source = new();
    private readonly ConcurrentQueue<Action> _work = new();
    private readonly bool _disposes;
    private readonly bool _cancels;
    private int _posted;
    private int _done;
    private int _written;
    private int _seen;
    private int _waking;
    private int _wakes;
    private bool _isInWait;
    private bool _isWokenByCancelling;
    private bool _wasCancelled;
    private bool _hasEnded;

    private MultiplexerRace(int seed, MultiplexerBackend backend)
    {
        _schedule = new Schedule(seed);
        _links = _schedule.Random.Next(4) == 0 ? [new(), new()] : [new()];
        _multiplexer = new SocketMultiplexer(backend);
        _disposes = _schedule.Random.Next(4) == 0;
        _cancels = _schedule.Random.Next(4) == 0;
        _schedule.Add("loop", Loop);
        foreach (string name in (string[])["A", "B"])
            _schedule.Add(name, () => Act(_schedule.Random.Next(1, 6)));
        for (int i = _disposes ? _schedule.Random.Next(1, 3) : 0; i > 0; i--)
            _schedule.Add($"disposer {i}", _multiplexer.Dispose);
        if (_cancels)
            _schedule.Add("canceller", Cancel);
    }

    public static string OverEpoll(int seed) => Explore(seed, MultiplexerBackend.Epoll);

    public static string OverSelect(int seed) => Explore(seed, MultiplexerBackend.Select);

    public void Dispose()
    {
        _multiplexer.Dispose();
        _source.Dispose();
        foreach (Link link in _links)
            link.Dispose();
    }

    private static string Explore(int seed, MultiplexerBackend backend)
    {
        using MultiplexerRace race = new(seed, backend);
        return race._schedule.Explore(race.Explore);
    }

    private void Explore()
    {
        bool haveAllEnded = _schedule.Run();
        // Nobody can go on: what was to be seen was seen.
        Check(haveAllEnded == _disposes, haveAllEnded ? "ended though nobody disposed it" : "still there");
        Check(_hasEnded == _disposes, "the loop has not ended as it was to");
        Check(_disposes || _seen == _written, $"{_seen} of {_written} seen");
        Check(_disposes || _done == _posted, $"{_done} of {_posted} done");
        Check(_disposes || _wasCancelled == _cancels, "the cancellation was not seen");
        foreach (Link link in _links)
            Check(_disposes || link.IsServed, "what was sent is there and nobody was told");
        _multiplexer.Dispose();
        Check(_schedule.Run(), "disposal does not end the wait");
        Check(_multiplexer.Registrations.Count == 0, "something is registered after disposal");
    }

    private void Loop()
    {
        ReadySocket[] ready = new ReadySocket[4];
        CancellationToken token = _source.Token;
        int wakesBefore = 0, wakesAtStart = 0;
        bool mayReturnNothing = false;
        while (true)
        {
            Schedule.Point("before a wait");
            (wakesBefore, wakesAtStart) = (wakesAtStart, _wakes);
            bool waits = _schedule.Random.Next(8) > 0;
            int count = 0;
            try
            {
                _isInWait = true;
                count = _multiplexer.Wait(ready, waits ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, token);
                // What was over before the wait before this one began was that one's.
                mayReturnNothing |= _waking > 0 || _wakes > wakesBefore;
                Check(!waits || count > 0 || mayReturnNothing, "nobody woke it, and it returned nothing");
                mayReturnNothing = false;
            }
            catch (OperationCanceledException)
            {
                // It may have come together with a wake-up, which is over with it, or have left one of its own for the next wait.
                _wasCancelled = true;
                mayReturnNothing = _isWokenByCancelling;
                // It may not even have looked.
                wakesAtStart = wakesBefore;
                token = default;
            }
            catch (ObjectDisposedException)
            {
                _hasEnded = true;
                return;
            }

            _isInWait = false;
            foreach (ReadySocket socket in ready[..count])
                BesideNoDisposal(() => ((Link)socket.State!).Serve(socket.Events));
            _seen = _written;
            while (_work.TryDequeue(out Action? work))
            {
                work();
                _done++;
            }
        }
    }

    private void Act(int steps)
    {
        while (steps-- > 0)
        {
            Link link = _links[_schedule.Random.Next(_links.Length)];
            switch (_schedule.Random.Next(12))
            {
                case < 3:
                    _written++;
                    Wake();
                    break;
                case < 6:
                    SocketEvents events = Interests[_schedule.Random.Next(Interests.Length)];
                    Post(() => link.Watch(_multiplexer, events));
                    break;
                case 6:
                    Post(link.Unwatch);
                    break;
                case < 9:
                    link.Send();
                    break;
                case 9:
                    link.Close();
                    break;
                default:
                    _schedule.Still(UseBesideTheLoop);
                    break;
            }
        }
    }

    private void Post(Action action)
    {
        _posted++;
        _work.Enqueue(() => BesideNoDisposal(action));
        Wake();
    }

    /// <summary>Changes registrations: disposal is for the time of a wait alone, and beside such a change the caller's mistake.</summary>
    private void BesideNoDisposal(Action change)
    {
        if (_disposes)
            _schedule.Still(change);
        else
            change();
    }

    private void Wake()
    {
        _waking++;
        Schedule.Point("before Wake");
        _multiplexer.Wake();
        _waking--;
        _wakes++;
    }

    private void Cancel()
    {
        // Outside a wait nobody is woken by it.
        _isWokenByCancelling = _isInWait;
        _schedule.Cancel(_source);
    }

    /// <summary>Another thread than the loop's, during a wait: refused if the wait has begun and not ended.</summary>
    private void UseBesideTheLoop()
    {
        if (!_isInWait)
            return;
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        bool isAsleep = _schedule.IsAsleep("loop"), isRefused = false;
        try
        {
            _multiplexer.Register(socket, SocketEvents.Read).Dispose();
            Check(!_multiplexer.TryGetRegistration(socket, out _), "registered still");
        }
        catch (InvalidOperationException)
        {
            isRefused = true;
        }

        Check(isRefused || !isAsleep, "a change during the wait is not refused");
        if (isAsleep && !_disposes)
            Assert.Throws<InvalidOperationException>(() => _multiplexer.Wait(new ReadySocket[1], TimeSpan.Zero));
    }

    private static void Check(bool condition, string what) => Assert.True(condition, what);

    /// <summary>A socket that the loop may watch, and its peer.</summary>
    private sealed class Link : IDisposable
    {
        private readonly Socket _watched;
        private readonly Socket _peer;
        private readonly byte[] _buffer = new byte[16];
        private SocketRegistration? _registration;
        private int _sent;
        private int _received;
        private bool _isClosed;

        public Link()
        {
            (_watched, _peer) = SocketPair.Create();
            _watched.Blocking = false;
        }

        /// <summary>Nothing waits that the loop is to be told of.</summary>
        public bool IsServed =>
            _sent == _received || _isClosed || _registration is null || (_registration.Events & SocketEvents.Read) == 0;

        public void Send()
        {
            // It may be closed.
            _sent += Math.Max(0, _peer.Send([1], SocketFlags.None, out _));
        }

        public void Close()
        {
            _isClosed = true;
            Schedule.Point("before Close");
            _watched.Dispose();
        }

        public void Watch(SocketMultiplexer multiplexer, SocketEvents events)
        {
            try
            {
                if (_registration is { IsRegistered: true } registration)
                    registration.Events = events;
                else
                    _registration = multiplexer.Register(_watched, events, this);
            }
            catch (ObjectDisposedException)
            {
                // The socket is closed, or the multiplexer disposed.
            }
        }

        public void Unwatch()
        {
            _registration?.Dispose();
            _registration = null;
        }

        public void Serve(SocketEvents events)
        {
            try
            {
                if ((events & SocketEvents.Read) != 0)
                    _received += Math.Max(0, _watched.Receive(_buffer, SocketFlags.None, out _));
                if ((events & SocketEvents.Write) != 0)
                    _registration!.Events = SocketEvents.Read;
            }
            catch (ObjectDisposedException)
            {
                // Closed by another thread just now.
            }
        }

        public void Dispose()
        {
            _watched.Dispose();
            _peer.Dispose();
        }
    }
}
