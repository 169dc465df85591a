using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>Accepts again and again, and knows which failure of accept(2) is the listener's and which passes.</summary>
internal static class AcceptLoop
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>What to do about a failed accept.</summary>
    public enum Reaction
    {
        /// <summary>The listener cannot accept at all.</summary>
        Fail,

        /// <summary>One connection was lost before it was taken, or there is none.</summary>
        TryAgain,

        /// <summary>The machine lacks something; without a pause the loop would spin.</summary>
        BackOff,

        /// <summary>The listener was closed.</summary>
        End,
    }

    public static Reaction ReactionTo(SocketError error) => error switch
    {
        SocketError.ConnectionAborted or SocketError.ConnectionReset => Reaction.TryAgain,
        SocketError.Interrupted or SocketError.WouldBlock => Reaction.TryAgain,
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => Reaction.BackOff,
        // accept(2): network errors of the new connection; AccessDenied is a firewall's.
        SocketError.NetworkDown or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.HostUnreachable
            or SocketError.ProtocolOption or SocketError.TimedOut or SocketError.AccessDenied => Reaction.BackOff,
        // What .NET has no name for, ENOMEM and EPROTO among it.
        SocketError.SocketError => Reaction.BackOff,
        SocketError.OperationAborted => Reaction.End,
        _ => Reaction.Fail,
    };

    public static TimeSpan NextPause(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    public static IEnumerable<Socket> Run(Func<Socket> accept)
    {
        for (TimeSpan pause = FirstPause; ;)
        {
            Socket? client = null;
            Reaction reaction = Reaction.End;
            try
            {
                client = accept();
            }
            catch (SocketException e) when (ReactionTo(e.SocketErrorCode) != Reaction.Fail)
            {
                reaction = ReactionTo(e.SocketErrorCode);
            }
            catch (ObjectDisposedException)
            {
            }

            if (client is not null)
            {
                pause = FirstPause;
                yield return client;
            }
            else if (reaction == Reaction.End)
            {
                yield break;
            }
            else if (reaction == Reaction.BackOff)
            {
                Thread.Sleep(pause);
                pause = NextPause(pause);
            }
        }
    }

    public static async IAsyncEnumerable<Socket> RunAsync(
        Func<CancellationToken, ValueTask<Socket>> accept, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (TimeSpan pause = FirstPause; ;)
        {
            Socket? client = null;
            Reaction reaction = Reaction.End;
            try
            {
                client = await accept(cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException e) when (ReactionTo(e.SocketErrorCode) != Reaction.Fail)
            {
                reaction = ReactionTo(e.SocketErrorCode);
            }
            catch (ObjectDisposedException)
            {
            }

            if (client is not null)
            {
                pause = FirstPause;
                yield return client;
            }
            else if (reaction == Reaction.End)
            {
                yield break;
            }
            else if (reaction == Reaction.BackOff)
            {
                await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
                pause = NextPause(pause);
            }
        }
    }
}
