using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>
/// One call at a time: what overlaps another is refused before it touches anything. A mutable struct; never copy it.
/// </summary>
/// <remarks>
/// <para>A call that may wait, or that moves or gives back a buffer, enters atomically: of two, one is refused, whatever the threads
/// do. A call that does neither marks that it is there by a plain store, because an atomic one costs as much as a short line, and
/// only then looks whether one that may wait is under way; two short ones within the same few nanoseconds may both get past it.</para>
/// </remarks>
internal struct CallGate
{
    /// <summary>1 while a call that may wait is under way.</summary>
    private int _waiting;

    /// <summary>Whether a call that cannot wait is under way.</summary>
    private bool _inside;

    /// <summary>Whether any call is under way.</summary>
    public readonly bool IsTaken
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_waiting | (_inside ? 1 : 0)) != 0;
    }

    /// <summary>Begins a call that may wait.</summary>
    /// <returns>False when another call is under way.</returns>
    public bool TryEnter()
    {
        if (!TryClaim())
            return false;
        if (!Volatile.Read(ref _inside))
            return true;
        Leave();
        return false;
    }

    /// <summary>For a thread that is not the caller's own, and may come at any time: sees for certain whether a short call is under
    /// way, at the price of a barrier on every core.</summary>
    /// <inheritdoc cref="TryEnter" path="/returns"/>
    public bool TryEnterFromElsewhere()
    {
        if (!TryClaim())
            return false;
        Interlocked.MemoryBarrierProcessWide();
        if (!Volatile.Read(ref _inside))
            return true;
        Leave();
        return false;
    }

    /// <summary>For good, from any thread: waits for a short call that is under way. That takes nanoseconds, unless the program's own
    /// encoding, which it calls, takes longer.</summary>
    /// <returns>False when a call that may wait is under way, or a short one was still there when the time was over.</returns>
    public bool TryEnterAtLast(Deadline deadline)
    {
        SpinWait wait = default;
        while (!TryClaim())
        {
            // A short call claims, too, while it moves a buffer.
            if (!Volatile.Read(ref _inside))
                return TryEnterFromElsewhere();
            if (deadline.HasPassed)
                return false;
            wait.SpinOnce();
        }

        Interlocked.MemoryBarrierProcessWide();
        while (Volatile.Read(ref _inside))
        {
            if (deadline.HasPassed)
                return false;
            wait.SpinOnce();
        }

        return true;
    }

    /// <summary>Lets a short call that is under way move a buffer: no call that may wait begins meanwhile.</summary>
    public bool TryClaim() => Interlocked.CompareExchange(ref _waiting, 1, 0) == 0;

    public void Leave() => Volatile.Write(ref _waiting, 0);

    /// <summary>Begins a call that neither waits nor moves a buffer.</summary>
    /// <returns>False when another call is under way.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnterBriefly()
    {
        if (_inside)
            return false;
        // In this order, which the barrier of who comes from elsewhere makes certain: marked, then looked.
        Volatile.Write(ref _inside, true);
        if (Volatile.Read(ref _waiting) == 0)
            return true;
        _inside = false;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LeaveBriefly() => Volatile.Write(ref _inside, false);

    [DoesNotReturn]
    public static void ThrowReadOverlaps() =>
        throw new InvalidOperationException(
            "Another read of this LineReader is under way. Await it before the next call; to wait for a limited time, give the read a "
            + "timeout or a token: neither loses anything. Nothing was read by this call.");

    [DoesNotReturn]
    public static void ThrowWriteOverlaps() =>
        throw new InvalidOperationException(
            "A flush of this LineWriter, or another call of it, is under way. Await it before the next call. Nothing was written by this call.");
}
