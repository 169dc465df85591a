using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>A selector, in the sense of Python's <c>selectors</c>: it waits for many sockets at once and says which are ready.</summary>
/// <remarks>
/// <para>
/// Register each socket with the events to wait for, then call <see cref="Wait(Span{ReadySocket})"/> in a loop. It is level-triggered:
/// each wait reports a socket as long as it is ready. Errors and hang-ups arrive as the events that you asked for, and the next send or
/// receive says what happened. TCP, listening, UDP and Unix-domain sockets can be mixed. The multiplexer owns none of them: disposing
/// it closes no socket.
/// </para>
/// <para><b>Not guaranteed.</b></para>
/// <list type="bullet">
/// <item>
/// That a socket reported ready does not block: readiness is a hint. The kernel may find a datagram's checksum wrong, another
/// thread may have read, or a connection may be gone before it is accepted. Keep registered sockets non-blocking
/// (<see cref="Socket.Blocking"/> = false), and take <see cref="SocketError.WouldBlock"/> for an answer. A blocking socket is not
/// refused: many programs do well with one receive for each readiness, and no check can know what the mode will be later.
/// </item>
/// <item>
/// The order of the reports. Fairness is guaranteed: when more sockets are ready than fit, the next wait begins with the others.
/// </item>
/// <item>
/// That a closed socket is noticed at once. It is never reported, it breaks no wait, and its registration ends by itself. But closing
/// alone wakes nobody, and memory is released some waits later. Unregistering it, before or after, is tidier.
/// </item>
/// <item>
/// Thread safety. <see cref="Wake"/> may be called from any thread, and <see cref="Dispose"/> while the owner waits; all else belongs to
/// the thread that waits. A second wait, or a change of registrations while another thread waits, is refused where it is noticed.
/// From another thread: put the work in a queue, call <see cref="Wake"/>, and do it when the wait returns.
/// </item>
/// <item>
/// Multi-address connects: registering takes the socket's handle (<see cref="Socket.SafeHandle"/>), after which .NET refuses
/// to try several addresses with that socket. Connect first, or to an <see cref="System.Net.IPEndPoint"/>.
/// </item>
/// </list>
/// <para>Follows CPython's selectors module, and epoll(7) and poll(2) for what readiness means.</para>
/// </remarks>
public sealed partial class SocketMultiplexer : IDisposable
{
    private readonly RegistrationTable _table = new();
    private readonly RegistrationCollection _registrations;
    private readonly PollingBackend _backend;
    private ReadySocket[] _selected = [];

    /// <summary>Makes a multiplexer without registrations.</summary>
    /// <param name="backend">How to wait. The default is <see cref="MultiplexerBackend.Epoll"/> on Linux, else
    /// <see cref="MultiplexerBackend.Select"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="backend"/> is no defined value.</exception>
    /// <exception cref="PlatformNotSupportedException"><see cref="MultiplexerBackend.Epoll"/> was asked for, and this is not
    /// Linux.</exception>
    /// <exception cref="IOException">The operating system refused a descriptor; the message says why.</exception>
    public SocketMultiplexer(MultiplexerBackend backend = MultiplexerBackend.Default)
        : this(table => CreateBackend(backend, table))
    {
    }

    /// <summary>With a backend that the tests choose.</summary>
    internal SocketMultiplexer(Func<RegistrationTable, PollingBackend> createBackend)
    {
        _backend = createBackend(_table);
        _registrations = new RegistrationCollection(_table);
        _table.Pruned = registration => Unwatch(registration);
    }

    /// <summary>The backend in use; never <see cref="MultiplexerBackend.Default"/>.</summary>
    public MultiplexerBackend Backend => _backend.Kind;

    /// <summary>
    /// The number of registered sockets. Those waited for with <see cref="SocketEvents.None"/> count, closed ones do not. It looks at
    /// each socket to be sure, which costs some nanoseconds a socket. 0 after disposal.
    /// </summary>
    public int Count => _registrations.Count;

    /// <summary>
    /// A live, read-only view of the registrations, in no particular order; empty after disposal. A loop over it may
    /// unregister and close sockets as it goes.
    /// </summary>
    public IReadOnlyCollection<SocketRegistration> Registrations => _registrations;

    /// <summary>Registers a socket.</summary>
    /// <param name="socket">An open socket; it stays the caller's, and should be non-blocking.</param>
    /// <param name="events">What to wait for. <see cref="SocketEvents.None"/> registers without looking at the socket.</param>
    /// <param name="state">Anything, to find it again in <see cref="ReadySocket.State"/>.</param>
    /// <returns>The registration, to change or to end.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="events"/> has an undefined bit.</exception>
    /// <exception cref="ArgumentException">The socket is registered already: set <see cref="SocketRegistration.Events"/> to change
    /// it.</exception>
    /// <exception cref="ObjectDisposedException">The socket or the multiplexer is disposed.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another thread is in a wait; another <see cref="System.Net.Sockets.Socket"/> object over the same descriptor is registered; or the
    /// kernel's limit on watched sockets is reached.
    /// </exception>
    /// <exception cref="IOException">The operating system refused the socket; the message says why.</exception>
    public SocketRegistration Register(Socket socket, SocketEvents events, object? state = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ThrowIfUndefined(events);
        ThrowIfBusyOrDisposed();
        _table.Sweep(2);
        SocketRegistration registration = new(this, socket, events, state);
        ObjectDisposedException.ThrowIf(registration.Handle.IsClosed, socket);
        if (_table.TryGet(socket, out _))
            throw new ArgumentException("The socket is registered already; set Events of its registration to change it.", nameof(socket));
        if (_table.FindSharing(registration) is not null)
        {
            throw new InvalidOperationException(
                "The socket's descriptor is registered already, by another Socket object that shares it; unregister that one first.");
        }

        _table.Add(registration);
        try
        {
            Watch(registration, SocketEvents.None);
        }
        catch
        {
            _table.Remove(registration);
            throw;
        }

        return registration;
    }

    /// <summary>Finds the registration of a socket.</summary>
    /// <param name="socket">The socket to look for.</param>
    /// <param name="registration">Its registration; null if it has none.</param>
    /// <returns>Whether the socket is registered, and open.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The multiplexer is disposed.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in a wait.</exception>
    public bool TryGetRegistration(Socket socket, [NotNullWhen(true)] out SocketRegistration? registration)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ThrowIfBusyOrDisposed();
        registration = _table.Find(socket);
        return registration is not null;
    }

    /// <summary>Ends the registration of a socket, which may be closed already.</summary>
    /// <param name="socket">The socket; it stays open.</param>
    /// <returns>
    /// False if it was not registered. A closed socket's registration ends by itself, so after a wait this may be false for it.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="socket"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The multiplexer is disposed.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in a wait.</exception>
    public bool Unregister(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ThrowIfBusyOrDisposed();
        if (!_table.TryGet(socket, out SocketRegistration? registration))
            return false;
        End(registration);
        return true;
    }

    /// <summary>Waits until a registered socket is ready, the time is over, or <see cref="Wake"/> is called.</summary>
    /// <param name="ready">
    /// Where to report, from the start, each ready socket once. When more are ready than fit, the next waits begin with those left
    /// out. Unused places are not touched. 64 to 1,024 places are plenty.
    /// </param>
    /// <param name="timeout">
    /// The longest time to wait, never less: <see cref="TimeSpan.Zero"/> looks and returns,
    /// <see cref="Timeout.InfiniteTimeSpan"/> (-1 ms) waits. Other negative values count as zero, since that is what a deadline
    /// of one's own leaves when it is over. Precise to about 0.1 ms with <see cref="MultiplexerBackend.Epoll"/> (Linux 5.11 or
    /// later), else rounded up to whole milliseconds.
    /// </param>
    /// <returns>The number of ready sockets; 0 when the time is over, or on a wake-up. An empty multiplexer waits, too.</returns>
    /// <remarks>Allocates nothing (beyond what Socket.Select does, with that backend). A signal does not end or lengthen the
    /// wait.</remarks>
    /// <exception cref="ArgumentException"><paramref name="ready"/> is empty.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another thread is in a wait; or, with <see cref="MultiplexerBackend.Select"/>, there are more sockets than the operating
    /// system lets one call look at: the message has the numbers.
    /// </exception>
    /// <exception cref="IOException">The operating system could not wait, for want of memory or of watches; the next wait may
    /// succeed.</exception>
    /// <exception cref="ObjectDisposedException">The multiplexer is disposed, or was disposed during the wait.</exception>
    public int Wait(Span<ReadySocket> ready, TimeSpan timeout)
    {
        if (ready.IsEmpty)
            throw new ArgumentException("There must be room for at least one ready socket.", nameof(ready));
        return EnterAndWait(ready, timeout);
    }

    /// <summary>Waits as long as it takes: until a registered socket is ready, or <see cref="Wake"/> is called.</summary>
    /// <param name="ready">As for <see cref="Wait(Span{ReadySocket}, TimeSpan)"/>.</param>
    /// <returns>The number of ready sockets; 0 on a wake-up.</returns>
    /// <inheritdoc cref="Wait(Span{ReadySocket}, TimeSpan)" path="/remarks"/>
    /// <inheritdoc cref="Wait(Span{ReadySocket}, TimeSpan)" path="/exception"/>
    public int Wait(Span<ReadySocket> ready) => Wait(ready, Timeout.InfiniteTimeSpan);

    /// <summary>Waits until a registered socket is ready, <see cref="Wake"/> is called, or the token is cancelled.</summary>
    /// <param name="ready">As for <see cref="Wait(Span{ReadySocket}, TimeSpan)"/>.</param>
    /// <param name="cancellationToken">Ends the wait, from any thread. Sockets that are ready at that moment are reported first.</param>
    /// <returns>The number of ready sockets; 0 on a wake-up.</returns>
    /// <inheritdoc cref="Wait(Span{ReadySocket}, TimeSpan)" path="/remarks"/>
    /// <inheritdoc cref="Wait(Span{ReadySocket}, TimeSpan)" path="/exception"/>
    /// <exception cref="OperationCanceledException">
    /// The token is cancelled. What is ready stays ready. This ends the wait for a <see cref="Wake"/> of the same time, too: look at what
    /// it was for, unless you are to end.
    /// </exception>
    public int Wait(Span<ReadySocket> ready, CancellationToken cancellationToken) =>
        Wait(ready, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>
    /// Waits until a registered socket is ready, the time is over, <see cref="Wake"/> is called, or the token is cancelled.
    /// </summary>
    /// <param name="ready">As for <see cref="Wait(Span{ReadySocket}, TimeSpan)"/>.</param>
    /// <param name="timeout">As for <see cref="Wait(Span{ReadySocket}, TimeSpan)"/>.</param>
    /// <param name="cancellationToken">Ends the wait, from any thread. Sockets that are ready at that moment are reported first.</param>
    /// <returns>The number of ready sockets; 0 when the time is over, or on a wake-up.</returns>
    /// <inheritdoc cref="Wait(Span{ReadySocket}, TimeSpan)" path="/remarks"/>
    /// <inheritdoc cref="Wait(Span{ReadySocket}, TimeSpan)" path="/exception"/>
    /// <exception cref="OperationCanceledException">
    /// The token is cancelled. What is ready stays ready. This ends the wait for a <see cref="Wake"/> of the same time, too: look at what
    /// it was for, unless you are to end.
    /// </exception>
    public int Wait(Span<ReadySocket> ready, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (ready.IsEmpty)
            throw new ArgumentException("There must be room for at least one ready socket.", nameof(ready));
        return EnterAndWait(ready, timeout, cancellationToken);
    }

    /// <summary>Waits as <see cref="Wait(Span{ReadySocket}, TimeSpan)"/> does, and returns every ready socket in a new list. Works with
    /// every backend: it is named after Python's <c>select()</c>, not after <see cref="MultiplexerBackend.Select"/>.</summary>
    /// <param name="timeout">As for <see cref="Wait(Span{ReadySocket}, TimeSpan)"/>.</param>
    /// <returns>The ready sockets, the caller's to keep; empty when the time is over or on a wake-up.</returns>
    /// <remarks>Allocates the list. A hot loop calls <see cref="Wait(Span{ReadySocket}, TimeSpan)"/> with a buffer of its own.</remarks>
    /// <inheritdoc cref="Wait(Span{ReadySocket}, TimeSpan)" path="/exception[not(@cref='T:System.ArgumentException')]"/>
    public IReadOnlyList<ReadySocket> Select(TimeSpan timeout)
    {
        // Taken away for the time of the call, so that a second thread, which is refused, does not get at it.
        ReadySocket[] buffer = Interlocked.Exchange(ref _selected, []);
        // One more than there are sockets, for a wake-up: with all ready, all are reported.
        if (buffer.Length < _table.Count + 1)
            buffer = new ReadySocket[Math.Max(16, (_table.Count + 1) * 2)];
        int count = EnterAndWait(buffer, timeout);
        ReadySocket[] ready = buffer.AsSpan(0, count).ToArray();
        buffer.AsSpan(0, count).Clear();
        _selected = buffer;
        return ready;
    }

    /// <summary>Makes a wait return, from any thread. If none is under way, the next one looks and returns at once.</summary>
    /// <remarks>
    /// Several calls before that wait count as one. What the caller wrote before the call is visible to the waiting thread after its
    /// wait. After disposal it does nothing, so a thread need not know whether the loop is still there.
    /// </remarks>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _wakeRequested, 1) == 0)
            _backend.Signal();
    }

    /// <summary>
    /// Ends all registrations and frees what the operating system holds for them; closes no socket. A wait of another thread that is
    /// under way ends with <see cref="ObjectDisposedException"/>. A second call does nothing.
    /// </summary>
    public void Dispose()
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Idle when Interlocked.CompareExchange(ref _state, Disposed, Idle) == Idle:
                    Release();
                    return;
                case Waiting when Interlocked.CompareExchange(ref _state, DisposeRequested, Waiting) == Waiting:
                    Wake();
                    return;
                case DisposeRequested or Disposed:
                    return;
            }
        }
    }
}
