namespace Tutorial.Net;

/// <summary>What a session is in; only ever further down.</summary>
internal enum SessionState
{
    /// <summary>A trusted proxy's connection whose header is not whole; the handler does not know of it.</summary>
    Header,

    /// <summary>Lines come and go.</summary>
    Open,

    /// <summary>Nothing more is read; what waits is being sent.</summary>
    Closing,

    /// <summary>All was sent and the sending side shut: the client's end is waited for, and what it still sends thrown away.</summary>
    Lingering,

    /// <summary>The socket is closed.</summary>
    Closed,
}

/// <summary>Why a session ended, as the metric and the log say it.</summary>
internal enum SessionEnd
{
    None,
    Closed,
    PeerClosed,
    PeerReset,
    HandlerFailed,
    BadLine,
    BadProxyHeader,
    LineTimeout,
    IdleTimeout,
    SlowConsumer,
    Overflow,
    Aborted,

    /// <summary>Before it could be served.</summary>
    Gone,

    /// <summary>The system watches no more.</summary>
    NotWatched,
    Stopped,
}
