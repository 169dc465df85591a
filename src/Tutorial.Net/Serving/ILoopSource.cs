namespace Tutorial.Net;

/// <summary>What the loop's multiplexer watches: a session, or a listening socket.</summary>
internal interface ILoopSource
{
    /// <summary>The socket is ready.</summary>
    void OnReady(SocketEvents events);
}
