using System.Net;

namespace Tutorial.Net;

/// <summary>What a <see cref="LineServer"/> allows. Each value is checked where it is set; an instance never changes.</summary>
/// <remarks>
/// <para>Every limit is on unless its documentation says why not. Where a limit can be set for a session as well
/// (<see cref="LineSession.LineTimeout"/> and its siblings), the value here is what a session begins with.</para>
/// <para>A limit of time is above zero and at most 365 days, or <see cref="Timeout.InfiniteTimeSpan"/> for none. A number is 1 or more, a
/// rate above zero. Any other value throws <see cref="ArgumentOutOfRangeException"/>.</para>
/// </remarks>
public sealed class LineServerOptions
{
    internal const int DefaultMaxConnectionsPerAddress = 1_000;

    private readonly int? _maxConnectionsPerAddress;

    /// <summary>
    /// How lines are cut, bounded and decoded. A line that is too long or malformed ends its session under
    /// <see cref="LineOverflow.Throw"/>, the default; the other policies keep it.
    /// </summary>
    public LineOptions Lines
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = LineOptions.Default;

    /// <summary>
    /// Connections at once, 1 or more; the default is 10,000, as redis has it. When they are reached, the server stops accepting: who
    /// comes next waits in the kernel's backlog and is served when somebody leaves. With the Select backend they are no more than one call of
    /// it takes when the server is made: half as many on Linux as the process may have descriptors (<c>ulimit -n</c>), a third on macOS.
    /// </summary>
    public int MaxConnections { get; init => field = Positive(value, nameof(MaxConnections)); } = 10_000;

    /// <summary>
    /// Connections at once of one address, 1 or more; of IPv6 it is the /64, which is what one customer gets. Behind a trusted proxy
    /// it is the client's. One more is closed at once. The default, 1,000, is a tenth of <see cref="MaxConnections"/>: it takes ten
    /// addresses to fill the server, and a big site behind one address gets in. Loopback is counted only when you set this: what comes
    /// from there by default is a proxy or a tunnel of this machine, which is one address and many clients. Unix-domain clients have
    /// no address and are never counted.
    /// </summary>
    public int MaxConnectionsPerAddress
    {
        get => _maxConnectionsPerAddress ?? DefaultMaxConnectionsPerAddress;
        init => _maxConnectionsPerAddress = Positive(value, nameof(MaxConnectionsPerAddress));
    }

    internal bool CountsLoopback => _maxConnectionsPerAddress is not null;

    /// <summary>
    /// The most output that may wait for one client before nothing more is read from it, in bytes; the default is 65,536. Together
    /// with <see cref="SlowConsumerTimeout"/> the limit for a client that asks and does not listen. From <see cref="HardPendingBytes"/> on it
    /// holds nobody up, since the client is dropped before: raise both.
    /// </summary>
    public int MaxPendingBytes { get; init => field = Positive(value, nameof(MaxPendingBytes)); } = 65_536;

    /// <summary>
    /// The most output that may wait for one client at all, in bytes; the default is 1 MiB. What would pass it drops the client at once:
    /// the limit under broadcasts, which come whether or not the client is read from. A single reply must fit, too.
    /// </summary>
    public int HardPendingBytes { get; init => field = Positive(value, nameof(HardPendingBytes)); } = 1 << 20;

    /// <summary>
    /// Lines handled of one client before the others have their turn, 1 or more; the default is 64. Smaller is fairer, larger faster.
    /// </summary>
    public int MaxLinesPerTurn { get; init => field = Positive(value, nameof(MaxLinesPerTurn)); } = 64;

    /// <summary>
    /// Lines a second of one client, on average; faster ones are delayed, not refused. None
    /// (<see cref="double.PositiveInfinity"/>) by default: what is much depends on the protocol, and every client is
    /// served in turns anyway.
    /// </summary>
    public double MaxLinesPerSecond { get; init => field = SessionLimits.CheckedRate(value, nameof(MaxLinesPerSecond)); } = double.PositiveInfinity;

    /// <summary>How many lines may come at once within <see cref="MaxLinesPerSecond"/>, 1 or more; the default is 10.</summary>
    public int LineBurst { get; init => field = Positive(value, nameof(LineBurst)); } = 10;

    /// <summary>
    /// From a line's first byte to its end; the default is 30 s. A byte now and then does not help. Also for a proxy's header, from the
    /// connection's beginning, and between two pieces of bytes that <see cref="LineSession.ReadBytes"/> asked for.
    /// </summary>
    public TimeSpan LineTimeout { get; init => field = SessionLimits.Checked(value, nameof(LineTimeout)); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Without a byte from the client. Output that waited and is moving counts, too: a long answer is no idleness; what the
    /// server sends to a client that is silent does not. While a session is paused, the task of a line runs, or
    /// <see cref="MaxLinesPerSecond"/> delays a line, no time is counted, for nothing is read then. None by default: chats and subscriptions
    /// are silent for hours, and TCP's keep-alive finds the dead.
    /// </summary>
    public TimeSpan IdleTimeout { get; init => field = SessionLimits.Checked(value, nameof(IdleTimeout)); } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long more than <see cref="MaxPendingBytes"/> may wait before the client is dropped, and how long a closing session's last
    /// output may stand still; the default is 30 s.
    /// </summary>
    public TimeSpan SlowConsumerTimeout { get; init => field = SessionLimits.Checked(value, nameof(SlowConsumerTimeout)); }
        = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a closed session waits for the client's end after everything was sent, so that no reset takes the last
    /// reply away; the default is 2 s.
    /// </summary>
    public TimeSpan LingerTimeout { get; init => field = SessionLimits.Checked(value, nameof(LingerTimeout)); } = TimeSpan.FromSeconds(2);

    /// <summary>How long the end of <see cref="LineServer.Run"/> waits for what is pending; the default is 5 s. The rest is
    /// aborted.</summary>
    public TimeSpan DrainTimeout { get; init => field = SessionLimits.Checked(value, nameof(DrainTimeout)); } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the thread looks again and again before it sleeps; none by default, at most one second. A client that asks again
    /// within the time is answered sooner by what it costs to be put to sleep and woken: a single one got four times as many answers a
    /// second at 100 microseconds. The price is a core that is busy between any two lines that come in that time. A server that nobody
    /// talks to sleeps, and with many clients there is always something to do: then it changes nothing. Whatever wakes a sleeping
    /// thread ends the spinning, too.
    /// </summary>
    public TimeSpan SpinTime
    {
        get;
        init
        {
            if (value < TimeSpan.Zero || value > TimeSpan.FromSeconds(1))
                throw new ArgumentOutOfRangeException(nameof(SpinTime), value, "Between zero, for none, and one second.");
            field = value;
        }
    }

    /// <summary>
    /// Sources that speak the PROXY protocol: from these a header is required, from all others it is a line like any. None by
    /// default. IPv4 networks match IPv4 clients of a dual-mode listener, too.
    /// </summary>
    public IReadOnlyCollection<IPNetwork> TrustedProxies
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = [.. value];
        }
    } = [];

    /// <summary>
    /// Whether several servers, of this process or another of the same user, may listen on one port (SO_REUSEPORT, socket(7)): the
    /// kernel deals the connections among them. Linux alone. Off by default: otherwise a second start of the program would silently
    /// take half.
    /// </summary>
    public bool ReusePort { get; init; }

    /// <summary>What the thread waits with; the default is epoll on Linux.</summary>
    public MultiplexerBackend Backend { get; init; }

    /// <summary>The clock of all limits; the system's by default.</summary>
    public TimeProvider TimeProvider
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = TimeProvider.System;

    private static int Positive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
