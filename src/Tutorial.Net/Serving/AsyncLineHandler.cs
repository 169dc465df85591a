using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>A handler whose work on a line awaits: a database, another server, a file.</summary>
/// <remarks>
/// While the task of a line runs, its session is not read from: lines keep their order, nothing queues up, and a client that sends
/// on meets TCP's flow control. Other sessions are served. Every <c>await</c> that does not ask for anything else goes on
/// on the server's thread, so that state still needs no lock; what computes for long goes to <see cref="Task.Run(Action)"/>.
/// <code>
/// sealed class Lookup(IDatabase database) : AsyncLineHandler
/// {
///     protected override async ValueTask OnLineAsync(LineSession session, ReadOnlyMemory&lt;byte&gt; line, CancellationToken
/// cancellationToken)
///     {
///         string? answer = await database.FindAsync(Encoding.UTF8.GetString(line.Span), cancellationToken);
///         session.WriteLine(answer ?? "not found");
///     }
/// }
/// </code>
/// </remarks>
[SuppressMessage(
    "Naming", "CA1716:Identifiers should not match keywords", Justification = "Error is a keyword of VB alone, and can be escaped there.")]
public abstract class AsyncLineHandler : ILineHandler
{
    /// <inheritdoc cref="ILineHandler.OnConnected"/>
    public virtual void OnConnected(LineSession session)
    {
    }

    /// <inheritdoc cref="ILineHandler.OnBytes"/>
    public virtual void OnBytes(LineSession session, ReadOnlySpan<byte> bytes, bool isLast)
    {
    }

    /// <inheritdoc cref="ILineHandler.OnDisconnected"/>
    public virtual void OnDisconnected(LineSession session, Exception? error)
    {
    }

    void ILineHandler.OnLine(LineSession session, in Line line)
    {
        ArgumentNullException.ThrowIfNull(session);
        ValueTask task = OnLineAsync(session, line.Bytes, session.Core.Token);
        if (task.IsCompletedSuccessfully)
            task.GetAwaiter().GetResult();
        else
            session.Core.Await(task);
    }

    /// <summary>A line has come.</summary>
    /// <param name="session">The client.</param>
    /// <param name="line">The line's bytes without its terminator, valid until the task is completed.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the session ends meanwhile: the client reset, a limit was passed, the server's drain time is over. A reset by a
    /// client that had ended its side before is seen by the next write, or when the task is completed.
    /// </param>
    /// <returns>
    /// Completed when the line is dealt with, and the next may come. One that fails ends its session, as an exception of
    /// <see cref="ILineHandler.OnLine"/> does.
    /// </returns>
    protected abstract ValueTask OnLineAsync(LineSession session, ReadOnlyMemory<byte> line, CancellationToken cancellationToken);
}
