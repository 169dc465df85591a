using System.Globalization;
using System.Text;

namespace Tutorial.Net.Tests.Polling.Model;

/// <summary>
/// One random script, played to multiplexers of both backends over the same sockets, and compared after each wait with the model.
/// What was done is written down line by line, in the form that the Python oracle takes.
/// </summary>
internal sealed partial class ModelRun : IDisposable
{
    private const int Places = 6;

    /// <summary>A state that TCP reaches at once on loopback may take its time on a busy machine; nothing else changes it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly bool _withHangUp;
    private readonly Random _random;
    private readonly SocketMultiplexer[] _multiplexers;
    private readonly ModelPlace?[] _model = new ModelPlace?[Places];
    private readonly RealPlace?[] _real = new RealPlace?[Places];
    private readonly ReadySocket[] _ready = new ReadySocket[Places + 1];
    private readonly StringBuilder _script = new();
    private bool _isWoken;

    /// <param name="seed">Of the random steps.</param>
    /// <param name="multiplexers">All are asked, and must say the same.</param>
    /// <param name="withHangUp">Whether to wait for hang-ups, too, which Python's selectors do not know.</param>
    public ModelRun(int seed, SocketMultiplexer[] multiplexers, bool withHangUp)
    {
        _withHangUp = withHangUp;
        _random = new Random(seed);
        _multiplexers = multiplexers;
    }

    /// <summary>What was done, one step a line.</summary>
    public string Script => _script.ToString();

    /// <summary>What each <c>poll</c> line of the script reported: places and events.</summary>
    public List<string> Reports { get; } = [];

    public void Play(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            if (_random.Next(4) == 0)
                Wait();
            else
                Step(_random.Next(Places));
            CompareRegistrations();
        }

        Wait();
    }

    public void Dispose()
    {
        for (int place = 0; place < Places; place++)
            Close(place, unregisterFirst: _random.Next(2) == 0);
        // What a wake-up or a closed socket left must not reach the next script.
        foreach (SocketMultiplexer multiplexer in _multiplexers)
            multiplexer.Wait(_ready, TimeSpan.Zero);
    }

    private void Step(int place)
    {
        switch (_random.Next(12))
        {
            case 0 or 1:
                if (_real[place] is null)
                    Open(place);
                break;
            case 2 or 3:
                Register(place);
                break;
            case 4:
                Change(place);
                break;
            case 5:
                Unregister(place);
                break;
            case 6 or 7:
                Send(place);
                break;
            case 8:
                Drain(place);
                break;
            case 9:
                HangUp(place);
                break;
            case 10 when _random.Next(2) == 0:
                Close(place, unregisterFirst: _random.Next(3) == 0);
                break;
            case 11 when _random.Next(3) == 0:
                _isWoken = true;
                foreach (SocketMultiplexer multiplexer in _multiplexers)
                    multiplexer.Wake();
                break;
        }
    }

    private void Open(int place)
    {
        PlaceKind kind = _random.Next(16) switch
        {
            < 11 => PlaceKind.UnixStream,
            11 or 12 => PlaceKind.TcpStream,
            13 => PlaceKind.Udp,
            14 => PlaceKind.UdpToNobody,
            _ => PlaceKind.Listener,
        };
        Note($"open {place} {kind}");
        _model[place] = new ModelPlace { Kind = kind };
        _real[place] = new RealPlace(kind);
    }

    private void Register(int place)
    {
        if (_model[place] is not { } model)
            return;
        SocketEvents events = AnyEvents();
        foreach (SocketMultiplexer multiplexer in _multiplexers)
        {
            if (model.IsRegistered)
                Assert.Throws<ArgumentException>(() => multiplexer.Register(_real[place]!.Socket, events));
            else
                multiplexer.Register(_real[place]!.Socket, events, place);
        }

        if (model.IsRegistered)
            return;
        Note($"events {place} {(int)events}");
        model.IsRegistered = true;
        model.Registrations++;
        model.Interest = events;
    }

    private void Change(int place)
    {
        if (_model[place] is not { IsRegistered: true } model)
            return;
        model.Interest = AnyEvents();
        Note($"events {place} {(int)model.Interest}");
        foreach (SocketMultiplexer multiplexer in _multiplexers)
            RegistrationOf(multiplexer, place).Events = model.Interest;
    }

    private void Unregister(int place)
    {
        if (_model[place] is not { } model)
            return;
        Note($"events {place} 0");
        foreach (SocketMultiplexer multiplexer in _multiplexers)
        {
            if (model.IsRegistered && _random.Next(2) == 0)
                RegistrationOf(multiplexer, place).Dispose();
            else
                Assert.Equal(model.IsRegistered, multiplexer.Unregister(_real[place]!.Socket));
        }

        model.IsRegistered = false;
    }

    private void Send(int place)
    {
        if (_model[place] is not { HasEnded: false, HasError: false, Waiting: < 5 } model)
            return;
        Note($"send {place}");
        _real[place]!.Send();
        if (model.Kind == PlaceKind.UdpToNobody)
            model.HasError = true;
        else
            model.Waiting++;
    }

    private void Drain(int place)
    {
        if (_model[place] is not { } model)
            return;
        if (model is { Waiting: 0, HasEnded: false, HasError: false })
            return;
        Note($"drain {place} {model.Waiting}");
        _real[place]!.Drain(model.Waiting);
        model.Waiting = 0;
        model.HasError = false;
    }

    private void HangUp(int place)
    {
        if (_model[place] is not { Kind: PlaceKind.UnixStream or PlaceKind.TcpStream, HasEnded: false } model)
            return;
        int how = _random.Next(3);
        Note($"hangup {place} {how}");
        if (how == 0)
            _real[place]!.ShutDownPeer();
        else
            _real[place]!.ClosePeer(reset: how == 2 && model.Kind == PlaceKind.TcpStream);
        model.HasEnded = true;
    }

    private void Close(int place, bool unregisterFirst)
    {
        if (_model[place] is null)
            return;
        if (unregisterFirst)
            Unregister(place);
        Note($"close {place}");
        _real[place]!.Dispose();
        bool unregisterAfter = _model[place]!.IsRegistered && _random.Next(2) == 0;
        foreach (SocketMultiplexer multiplexer in _multiplexers)
            Assert.True(!unregisterAfter || multiplexer.Unregister(_real[place]!.Socket));
        _real[place] = null;
        _model[place] = null;
    }

    private SocketEvents AnyEvents() => (SocketEvents)_random.Next(_withHangUp ? 8 : 4);

    private SocketRegistration RegistrationOf(SocketMultiplexer multiplexer, int place)
    {
        Assert.True(multiplexer.TryGetRegistration(_real[place]!.Socket, out SocketRegistration? registration));
        return registration;
    }

    private void Note(FormattableString line) => _script.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
