using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tutorial.Net;

/// <summary>What is known of a socket beyond what Socket.Select can say.</summary>
[Flags]
internal enum ProbedState
{
    None = 0,

    /// <summary>It is readable, and so cannot be put among those that are to end a call: it would end each.</summary>
    Readable = 1,

    /// <summary>Nothing more will come.</summary>
    HungUp = 2,

    /// <summary>Hung up both ways or in error: every event is true.</summary>
    Broken = 4,
}

/// <summary>
/// Asks, without waiting, about the sockets whose state Socket.Select has no word for: those that are waited for with
/// <see cref="SocketEvents.HangUp"/>, and on Linux Unix-domain sockets that are to be written to (hung up with a full buffer they
/// are in no list).
/// </summary>
internal abstract class HangUpProbe
{
    public static HangUpProbe Create() => OperatingSystem.IsLinux() ? new PollHangUpProbe() : new PeekHangUpProbe();

    /// <summary>Whether this is a system whose Socket.Select is poll(2), as far as errors and hang-ups go: Linux.</summary>
    public abstract bool IsPoll { get; }

    /// <summary>Whether this registration is one of those.</summary>
    public abstract bool IsFor(SocketRegistration registration);

    /// <summary>Sets <see cref="SocketRegistration.Probed"/> of each.</summary>
    public abstract void Look(ReadOnlySpan<SocketRegistration> registrations);
}

/// <summary>By poll(2), one call for all.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class PollHangUpProbe : HangUpProbe
{
    private const short In = 0x1, Error = 0x8, Hup = 0x10, PeerHup = 0x2000;

    private PollEntry[] _entries = [];

    public override bool IsPoll => true;

    public override bool IsFor(SocketRegistration registration) =>
        (registration.Interest & SocketEvents.HangUp) != 0
        || ((registration.Interest & SocketEvents.Write) != 0 && registration.Socket.AddressFamily == AddressFamily.Unix);

    public override void Look(ReadOnlySpan<SocketRegistration> registrations)
    {
        if (_entries.Length < registrations.Length)
            _entries = new PollEntry[registrations.Length * 2];
        // By number, not by handle: should another thread close one just now, at worst another socket is looked at, and the
        // answer thrown away with the closed registration.
        for (int i = 0; i < registrations.Length; i++)
            _entries[i] = new PollEntry { Descriptor = (int)registrations[i].Descriptor, Wanted = In | PeerHup };
        fixed (PollEntry* entries = _entries)
        {
            if (Poll(entries, (nuint)registrations.Length, 0) < 0)
                _entries.AsSpan(0, registrations.Length).Clear();
        }

        for (int i = 0; i < registrations.Length; i++)
            registrations[i].Probed = ToState(_entries[i].Found);
    }

    private static ProbedState ToState(short found) =>
        ((found & In) != 0 ? ProbedState.Readable : 0)
        | ((found & (PeerHup | Hup | Error)) != 0 ? ProbedState.HungUp : 0)
        | ((found & (Hup | Error)) != 0 ? ProbedState.Broken : 0);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}

/// <summary>
/// With what every system has: a connection that is readable with nothing to read has ended. So the end is seen only once all before
/// it has been read.
/// </summary>
internal sealed class PeekHangUpProbe : HangUpProbe
{
    public override bool IsPoll => false;

    public override bool IsFor(SocketRegistration registration) =>
        (registration.Interest & SocketEvents.HangUp) != 0 && registration.Socket.SocketType == SocketType.Stream;

    public override void Look(ReadOnlySpan<SocketRegistration> registrations)
    {
        foreach (SocketRegistration registration in registrations)
            registration.Probed = Look(registration.Socket);
    }

    private static ProbedState Look(Socket socket)
    {
        try
        {
            if (!socket.Poll(0, SelectMode.SelectRead))
                return ProbedState.None;
            // A listening socket is readable with nothing to read for every connection that waits.
            bool hasEnded = !IsListening(socket) && socket.Available == 0;
            return hasEnded ? ProbedState.Readable | ProbedState.HungUp : ProbedState.Readable;
        }
        catch (SocketException)
        {
            return ProbedState.Readable | ProbedState.HungUp;
        }
        catch (ObjectDisposedException)
        {
            return ProbedState.None;
        }
    }

    private static bool IsListening(Socket socket) =>
        socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is not 0;
}
