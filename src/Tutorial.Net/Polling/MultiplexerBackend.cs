namespace Tutorial.Net;

/// <summary>What a <see cref="SocketMultiplexer"/> asks the operating system with. The contract is the same for all.</summary>
public enum MultiplexerBackend
{
    /// <summary><see cref="Epoll"/> on Linux, <see cref="Select"/> elsewhere.</summary>
    Default,

    /// <summary>
    /// <see cref="System.Net.Sockets.Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, int)"/>:
    /// works wherever .NET does. The cost of a wait grows with the number of registered sockets, and each takes two or three
    /// entries of a table that the operating system limits.
    /// </summary>
    Select,

    /// <summary>epoll(7), on Linux alone: the cost of a wait grows with the number of ready sockets.</summary>
    Epoll,
}
