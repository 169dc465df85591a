using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Tutorial.Net.Tests.Polling.Comparison;

/// <summary>One random script, compared after each step.</summary>
internal sealed partial class ComparisonRun : IDisposable
{
    private const int Places = 8, Actions = 18;

    /// <summary>TCP brings a change within microseconds on loopback, or later on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Random _random;
    private readonly StringBuilder _script;
    private readonly HashSet<string> _states;
    private readonly SocketMultiplexer _select = new(MultiplexerBackend.Select);
    private readonly SocketMultiplexer _epoll = new(MultiplexerBackend.Epoll);
    private readonly ComparedSocket?[] _sockets = new ComparedSocket?[Places];
    private readonly SocketEvents[] _asked = new SocketEvents[Places];
    private readonly ReadySocket[] _ready = new ReadySocket[Places + 1];

    public ComparisonRun(int seed, StringBuilder script, HashSet<string> states)
    {
        _random = new Random(seed);
        _script = script;
        _states = states;
    }

    public void Play(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            Step(_random.Next(Places));
            Compare();
        }
    }

    public void Dispose()
    {
        _select.Dispose();
        _epoll.Dispose();
        foreach (ComparedSocket? socket in _sockets)
            socket?.Dispose();
    }

    private void Step(int place)
    {
        int choice = _random.Next(30);
        if (_sockets[place] is not { } socket || choice == 0)
        {
            _sockets[place]?.Dispose();
            _sockets[place] = socket = new ComparedSocket((ComparedKind)_random.Next((int)ComparedKind.Listener + 1));
            _asked[place] = (SocketEvents)_random.Next(8);
            Note($"open {place} {socket.Kind} {(int)_asked[place]}");
            _select.Register(socket.Socket, _asked[place], place);
            _epoll.Register(socket.Socket, _asked[place], place);
        }
        else if (choice < 10)
        {
            _asked[place] = (SocketEvents)_random.Next(8);
            Note($"ask {place} {(int)_asked[place]}");
            Ask(_select, socket, _asked[place]);
            Ask(_epoll, socket, _asked[place]);
        }
        else
        {
            int action = _random.Next(Actions);
            Note($"do {place} {action}");
            socket.Do(action);
        }
    }

    private static void Ask(SocketMultiplexer multiplexer, ComparedSocket socket, SocketEvents events)
    {
        Assert.True(multiplexer.TryGetRegistration(socket.Socket, out SocketRegistration? registration));
        registration.Events = events;
    }

    private void Compare()
    {
        // A wait that may sleep goes other ways inside than one that only looks; it may not when there is nothing to find.
        TimeSpan timeout = _random.Next(4) == 0 ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero;
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            string kernel = Kernel();
            string epoll = Report(_epoll, TimeSpan.Zero);
            string select = Report(_select, timeout);
            if (select == epoll && epoll == kernel && kernel == Kernel())
                return;
            if (Stopwatch.GetElapsedTime(start) > Patience)
                Assert.Fail($"kernel {kernel}\nepoll  {epoll}\nselect {select}");
        }
    }

    private string Report(SocketMultiplexer multiplexer, TimeSpan timeout)
    {
        int count = multiplexer.Wait(_ready, timeout);
        return Describe(_ready[..count].ToDictionary(ready => (int)ready.State!, ready => ready.Events));
    }

    /// <summary>What the documentation says, of what poll(2) says.</summary>
    private string Kernel()
    {
        const short In = 1, Out = 4, Error = 8, Hup = 16, PeerHup = 0x2000;
        Dictionary<int, SocketEvents> expected = [];
        for (int place = 0; place < Places; place++)
        {
            if (_sockets[place] is not { } socket || _asked[place] == SocketEvents.None)
                continue;
            PollEntry entry = new() { Descriptor = (int)socket.Socket.Handle, Wanted = In | Out | PeerHup };
            Assert.InRange(Poll(ref entry, 1, 0), 0, 1);
            bool isBroken = (entry.Found & (Error | Hup)) != 0;
            SocketEvents events = SocketEvents.None;
            if (isBroken || (entry.Found & In) != 0)
                events |= SocketEvents.Read;
            if (isBroken || (entry.Found & Out) != 0)
                events |= SocketEvents.Write;
            if (isBroken || (entry.Found & PeerHup) != 0)
                events |= SocketEvents.HangUp;
            expected[place] = events & _asked[place];
            string special = (entry.Found & Hup) != 0 && (entry.Found & Out) == 0 ? "Hup without Out" : ((int)events).ToString(CultureInfo.InvariantCulture);
            _states.Add($"{socket.Kind} asked {(int)_asked[place]}, kernel {special}");
        }

        return Describe(expected);
    }

    private static string Describe(Dictionary<int, SocketEvents> events) => string.Join(
        ' ', events.Where(entry => entry.Value != 0).OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}:{(int)entry.Value}"));

    private void Note(FormattableString line) => _script.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entry, nuint count, int milliseconds);

    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
