using System.Buffers;
using System.Net;
using System.Text;

namespace Tutorial.Net;

/// <summary>One client of a <see cref="LineServer"/>.</summary>
/// <remarks>
/// <para>
/// <see cref="WriteLine(ReadOnlySpan{char})"/>, <see cref="Write"/>, <see cref="Pause"/>, <see cref="Resume"/>, <see cref="Close"/>,
/// <see cref="Abort"/> and the plain properties may be used from any thread, and never wait; what one thread does keeps its order
/// within the session, but none beside its calls of <see cref="LineServer.Post"/> and <see cref="LineServer.Broadcast"/>.
/// The rest belongs to the server's thread, where the handler is called: elsewhere it throws
/// <see cref="InvalidOperationException"/>, and <see cref="LineServer.Post"/> gets there.
/// </para>
/// <para>A session that has ended may still be used; nothing happens.</para>
/// </remarks>
public sealed class LineSession
{
    private int _asked;

    internal LineSession(SessionCore core, long id)
    {
        Core = core;
        Id = id;
    }

    /// <summary>What other threads have asked for.</summary>
    [Flags]
    private enum Ends
    {
        None = 0,
        Close = 1,
        Abort = 2,
    }

    internal SessionCore Core { get; }

    /// <summary>Unique within the server, counted from 1.</summary>
    public long Id { get; }

    /// <summary>The server.</summary>
    public LineServer Server => Core.Loop.Server;

    /// <summary>
    /// The client's end; behind a trusted proxy as its header says. An <see cref="IPEndPoint"/>, or a
    /// <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>, which for a client that has bound no name is empty. Where it is not
    /// known, because the client was gone too soon, it is 255.255.255.255:0.
    /// </summary>
    public EndPoint RemoteEndPoint => Core.RemoteEndPoint ?? NoEndPoint;

    /// <summary>The end that the client connected to; behind a trusted proxy as its header says. 255.255.255.255:0 where it is not
    /// known.</summary>
    public EndPoint LocalEndPoint => Core.GetLocal() ?? NoEndPoint;

    /// <summary>Anything of the handler's; never looked at here.</summary>
    public object? State { get; set; }

    /// <summary>Bytes written and not yet sent.</summary>
    public long PendingBytes => Core.Writer.CountPending();

    /// <summary>Whether the session has ended, or its end is under way: what is written goes nowhere.</summary>
    public bool IsClosed => Core.State >= SessionState.Closing;

    /// <summary>How lines are cut and decoded. Set, it is so from the next line on, with what has been received already.</summary>
    /// <exception cref="ArgumentNullException">Set to null.</exception>
    /// <exception cref="InvalidOperationException">Set on another thread than the server's.</exception>
    public LineOptions Lines
    {
        get => Core.Reader.Input.NextOptions;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Core.Loop.ThrowIfElsewhere();
            Core.Reader.Input.SetOptions(value);
            Core.OnSet();
        }
    }

    /// <summary>
    /// What ends a line; a shorthand for <see cref="Lines"/>. Set, it is so from the next line on, and for what is written from now.
    /// </summary>
    /// <inheritdoc cref="Lines" path="/exception"/>
    public LineTerminator Terminator
    {
        get => Core.Reader.Input.NextOptions.Terminator;
        set
        {
            LineOptions lines = Core.Reader.Input.NextOptions;
            Lines = new LineOptions
            {
                Terminator = value,
                MaxLineLength = lines.MaxLineLength,
                Overflow = lines.Overflow,
                Encoding = lines.Encoding,
                BufferSize = lines.BufferSize,
            };
        }
    }

    /// <summary>This session's <see cref="LineServerOptions.LineTimeout"/>; from its next line on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a value that the server's option refuses, too.</exception>
    /// <exception cref="InvalidOperationException">Set on another thread than the server's.</exception>
    public TimeSpan LineTimeout
    {
        get => SessionLimits.Time(Core.Limits.LineTimeout);
        set => SetLimits(Core.Limits with { LineTimeout = Milliseconds(value, nameof(LineTimeout)) });
    }

    /// <summary>This session's <see cref="LineServerOptions.IdleTimeout"/>.</summary>
    /// <inheritdoc cref="LineTimeout" path="/exception"/>
    public TimeSpan IdleTimeout
    {
        get => SessionLimits.Time(Core.Limits.IdleTimeout);
        set => SetLimits(Core.Limits with { IdleTimeout = Milliseconds(value, nameof(IdleTimeout)) });
    }

    /// <summary>This session's <see cref="LineServerOptions.SlowConsumerTimeout"/>; from the next time that too much waits.</summary>
    /// <inheritdoc cref="LineTimeout" path="/exception"/>
    public TimeSpan SlowConsumerTimeout
    {
        get => SessionLimits.Time(Core.Limits.SlowConsumerTimeout);
        set => SetLimits(Core.Limits with { SlowConsumerTimeout = Milliseconds(value, nameof(SlowConsumerTimeout)) });
    }

    /// <summary>This session's <see cref="LineServerOptions.MaxPendingBytes"/>.</summary>
    /// <inheritdoc cref="LineTimeout" path="/exception"/>
    public int MaxPendingBytes
    {
        get => Core.Limits.MaxPendingBytes;
        set => SetLimits(Core.Limits with { MaxPendingBytes = Positive(value, nameof(MaxPendingBytes)) });
    }

    /// <summary>This session's <see cref="LineServerOptions.HardPendingBytes"/>.</summary>
    /// <inheritdoc cref="LineTimeout" path="/exception"/>
    public int HardPendingBytes
    {
        get => Core.Limits.HardPendingBytes;
        set => SetLimits(Core.Limits with { HardPendingBytes = Positive(value, nameof(HardPendingBytes)) });
    }

    /// <summary>This session's <see cref="LineServerOptions.MaxLinesPerSecond"/>.</summary>
    /// <inheritdoc cref="LineTimeout" path="/exception"/>
    public double MaxLinesPerSecond
    {
        get => Core.Limits.MaxLinesPerSecond;
        set => SetLimits(Core.Limits with { MaxLinesPerSecond = SessionLimits.CheckedRate(value, nameof(MaxLinesPerSecond)) });
    }

    private static EndPoint NoEndPoint { get; } = new IPEndPoint(IPAddress.None, 0);

    /// <summary>Writes a line of text, encoded as <see cref="Lines"/> says, and its terminator.</summary>
    /// <param name="text">The line without a terminator.</param>
    /// <exception cref="ArgumentException">The text holds a line break: it would be read as more than one line.</exception>
    public void WriteLine(ReadOnlySpan<char> text)
    {
        const int OnStack = 512;
        Encoding encoding = Core.Reader.Input.NextOptions.Encoding;
        int most = encoding.GetMaxByteCount(text.Length);
        byte[]? rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> bytes = rented ?? stackalloc byte[OnStack];
        try
        {
            WriteLine(bytes[..encoding.GetBytes(text, bytes)]);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Writes a line of bytes and its terminator.</summary>
    /// <param name="text">The line without a terminator.</param>
    /// <exception cref="ArgumentException">The line holds a line break: it would be read as more than one line.</exception>
    public void WriteLine(ReadOnlySpan<byte> text)
    {
        LineTerminator terminator = Core.Reader.Input.NextOptions.Terminator;
        LineCheck.ThrowIfBroken(text, terminator, nameof(text));
        Send(text, terminator.Rule.Bytes);
    }

    /// <summary>Writes a line that all get; nobody, if this session's own terminator would make two of it: the others get theirs.</summary>
    internal void WriteBroadcast(ReadOnlySpan<byte> line)
    {
        LineTerminator terminator = Core.Reader.Input.NextOptions.Terminator;
        if (LineCheck.IsBroken(line, terminator))
            ServingLog.BroadcastLeftOut(Core.Loop.Logger, Id, terminator);
        else
            Send(line, terminator.Rule.Bytes);
    }

    /// <summary>Writes bytes as they are.</summary>
    /// <param name="bytes">Copied before the call returns.</param>
    public void Write(ReadOnlySpan<byte> bytes) => Send(bytes, default);

    /// <summary>
    /// Asks for the next bytes as they are: what comes after the present line goes to <see cref="ILineHandler.OnBytes"/>, in as many pieces
    /// as it comes in, and then lines come again. No limit but <see cref="LineServerOptions.LineTimeout"/> between two pieces applies: look
    /// at the number before you ask.
    /// </summary>
    /// <param name="count">How many. With 0, one empty piece is handed out.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">This is another thread than the server's.</exception>
    public void ReadBytes(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Core.Loop.ThrowIfElsewhere();
        if (Core.State != SessionState.Open)
            return;
        Core.Reader.Input.WantBytes(count);
        Core.OnSet();
    }

    /// <summary>
    /// Reads nothing more from the client until <see cref="Resume"/>. A reset ends the session all the same, at once, unless the client had
    /// ended its side before: then it is seen by the next write or read. So does the client's end, if nothing that it sent before is unread:
    /// what was written until then goes out first.
    /// </summary>
    /// <remarks>
    /// A client that has closed and one that has only finished sending look alike (shutdown(2)), and a paused session that waited for
    /// <see cref="Resume"/> would hold the place of one that is gone for as long as the handler likes. So a reply that is still to be
    /// computed when the client ends comes too late: derive from <see cref="AsyncLineHandler"/>, which keeps the session until the
    /// reply is there.
    /// </remarks>
    /// <exception cref="InvalidOperationException">From another thread: 65,536 actions wait for the server's thread already.</exception>
    public void Pause() => OnLoop(static core => ((SessionCore)core!).SetPaused(true));

    /// <summary>Reads again. Does nothing if the session was not paused.</summary>
    /// <inheritdoc cref="Pause" path="/exception"/>
    public void Resume() => OnLoop(static core => ((SessionCore)core!).SetPaused(false));

    /// <summary>
    /// Ends the session: no more lines are read, what was written is sent, then the sending side is shut and the client's end waited for
    /// (<see cref="LineServerOptions.LingerTimeout"/>), so that no reset takes the last reply from it.
    /// </summary>
    public void Close() => EndOnLoop(Ends.Close, static core => ((SessionCore)core!).Close(null, SessionEnd.Closed));

    /// <summary>Ends the session at once, with a reset; what was written and not sent is lost.</summary>
    public void Abort() => EndOnLoop(Ends.Abort, static core => ((SessionCore)core!).Finish(null, SessionEnd.Aborted));

    /// <summary>The number and the client's end point; control characters in a Unix-domain path are shown as <c>?</c>.</summary>
    public override string ToString() => $"{Id} {HostText.Shown(RemoteEndPoint)}";

    private void Send(ReadOnlySpan<byte> text, ReadOnlySpan<byte> ending)
    {
        if (Core.Loop.IsHere)
            Core.Writer.Write(text, ending);
        else
            Core.Writer.WriteForeign(text, ending);
    }

    private void OnLoop(SendOrPostCallback action)
    {
        if (Core.Loop.IsHere)
            action(Core);
        else
            Core.Loop.PostLimited(action, Core);
    }

    /// <summary>An end is never refused; each kind of it is posted once.</summary>
    private void EndOnLoop(Ends end, SendOrPostCallback action)
    {
        if (Core.Loop.IsHere)
        {
            action(Core);
            return;
        }

        Core.Writer.RefuseForeign();
        if ((Interlocked.Or(ref _asked, (int)end) & (int)end) == 0)
            Core.Loop.Post(action, Core);
    }

    private void SetLimits(SessionLimits limits)
    {
        Core.Loop.ThrowIfElsewhere();
        Core.Limits = limits;
        Core.OnSet();
    }

    private static long Milliseconds(TimeSpan value, string name) => SessionLimits.Milliseconds(SessionLimits.Checked(value, name));

    private static int Positive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
