using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>One listening socket of the loop.</summary>
internal sealed class Acceptor : TimerEntry, ILoopSource
{
    /// <summary>Connections accepted before the others have their turn.</summary>
    private const int MostPerTurn = 16;

    /// <summary>How long to leave the listener alone when nothing can be accepted, in milliseconds: ten tries a second.</summary>
    private const int Pause = 100;

    private readonly ServerLoop _loop;
    private readonly Socket _listener;
    private readonly EndPoint? _endPoint;
    private SocketRegistration? _registration;
    private bool _isBackingOff;

    public Acceptor(ServerLoop loop, Socket listener)
    {
        _loop = loop;
        _listener = listener;
        _endPoint = listener.LocalEndPoint;
        ServingLog.Listening(loop.Logger, _endPoint);
    }

    public bool IsOf(Socket socket) => _listener == socket;

    /// <summary>Accepts, or leaves who comes in the kernel's backlog. The loop asks at the end of each turn.</summary>
    public void SetAccepting()
    {
        SocketEvents wanted = _loop.HasRoom && !_isBackingOff ? SocketEvents.Read : SocketEvents.None;
        try
        {
            if (_registration is { IsRegistered: true } registration)
            {
                if (registration.Events != wanted)
                    registration.Events = wanted;
            }
            else if (!_isBackingOff && !_listener.SafeHandle.IsClosed)
            {
                _registration = _loop.Register(_listener, wanted, this);
            }
        }
        catch (ObjectDisposedException)
        {
            // Somebody has closed the listener that is the server's.
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or ArgumentException)
        {
            // The kernel watches nothing more for now, or this by another listener; who comes waits in the backlog.
            if (!_isBackingOff)
                BackOff(SocketError.NoBufferSpaceAvailable);
        }
    }

    public void OnReady(SocketEvents events)
    {
        for (int i = 0; i < MostPerTurn && _loop.HasRoom; i++)
        {
            // Asked before each but the first, whose readiness is known: an accept that would block throws, which is dear.
            if (i > 0 && !IsReady())
                return;
            if (!TryAccept(out Socket? connection))
                return;
            if (connection is not null)
                _loop.Adopt(connection);
        }
    }

    public override void OnDue(long now) => _isBackingOff = false;

    public void Stop()
    {
        _loop.Disarm(this);
        _registration?.Dispose();
        _registration = null;
        _listener.Dispose();
    }

    private bool IsReady()
    {
        try
        {
            return _listener.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed, or the kernel had no memory to look with: the loop's own wait tells.
            return false;
        }
    }

    /// <summary>False when there is nothing more to be had now; null when one was lost before it was accepted.</summary>
    private bool TryAccept(out Socket? connection)
    {
        connection = null;
        if (!DescriptorRoom.IsThere())
        {
            BackOff(SocketError.TooManyOpenSockets);
            return false;
        }

        try
        {
            connection = _listener.Accept();
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // .NET does not know that it listens: another object over the same descriptor was told to, after this one was made.
            BackOff(SocketError.InvalidArgument);
            return false;
        }
        catch (SocketException exception)
        {
            if (exception.SocketErrorCode == SocketError.WouldBlock)
                return false;
            // Lost before it was taken: of the connection, not of the listener.
            if (AcceptLoop.ReactionTo(exception.SocketErrorCode) == AcceptLoop.Reaction.TryAgain)
                return true;
            BackOff(exception.SocketErrorCode);
            return false;
        }
    }

    /// <summary>Out of descriptors or memory: to try on at once would spin, since the connection stays where it is.</summary>
    private void BackOff(SocketError error)
    {
        ServingLog.AcceptFailed(_loop.Logger, _endPoint, error, Pause);
        _isBackingOff = true;
        _loop.Arm(this, _loop.Now + Pause);
    }
}
