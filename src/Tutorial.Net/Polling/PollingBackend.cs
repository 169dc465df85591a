namespace Tutorial.Net;

/// <summary>
/// One way to ask the operating system which sockets are ready. A further one (kqueue, say) is a file with a class derived
/// from this, a value of <see cref="MultiplexerBackend"/>, and a line in <see cref="SocketMultiplexer"/>.
/// </summary>
/// <remarks>
/// The multiplexer keeps the registrations, measures the timeout, remembers wake-ups, and calls everything but
/// <see cref="Signal"/> on one thread at a time. The backend tells it of a socket that it finds closed by
/// <see cref="RegistrationTable.Remove"/> and never reports one.
/// </remarks>
internal abstract class PollingBackend : IDisposable
{
    /// <summary>Which one this is; never <see cref="MultiplexerBackend.Default"/>.</summary>
    public abstract MultiplexerBackend Kind { get; }

    /// <summary>Starts to watch an open socket for its <see cref="SocketRegistration.Interest"/>, which is not None.</summary>
    public abstract void Add(SocketRegistration registration);

    /// <summary>Watches a watched socket for its changed interest, which is not None.</summary>
    public abstract void Modify(SocketRegistration registration);

    /// <summary>Stops watching. Never fails, and never touches a descriptor that may no longer be the socket's.</summary>
    public abstract void Remove(SocketRegistration registration);

    /// <summary>
    /// Waits once and reports each ready socket once, with no more events than are asked for. May return 0 early (a signal, a
    /// wake-up, something that turned out to be nothing): the multiplexer calls again. When more are ready than fit, the
    /// next calls report the others first.
    /// </summary>
    /// <param name="ready">Where to report; not empty.</param>
    /// <param name="timeout">Zero, <see cref="Timeout.InfiniteTimeSpan"/>, or a positive time, which is rounded up.</param>
    public abstract int Wait(Span<ReadySocket> ready, TimeSpan timeout);

    /// <summary>Makes a <see cref="Wait"/> return, the next one if none is under way. From any thread, also after disposal.</summary>
    public abstract void Signal();

    public abstract void Dispose();
}
