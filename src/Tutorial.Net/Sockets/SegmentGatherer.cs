using System.Buffers;

namespace Tutorial.Net;

/// <summary>
/// Walks a sequence in pieces worth a system call each: large segments as they lie, runs of small ones copied together.
/// </summary>
/// <remarks>
/// A copy of up to 64 KiB costs less than the system calls it saves, and a header that leaves in a packet of its own waits
/// for the peer's acknowledgement before the body follows (Nagle's algorithm, RFC 896).
/// </remarks>
internal struct SegmentGatherer : IDisposable
{
    /// <summary>A segment of at least this many bytes is sent as it lies.</summary>
    public const int Large = 16 * 1024;

    private const int Capacity = 64 * 1024;

    private ReadOnlySequence<byte> _rest;
    private byte[]? _staging;

    public SegmentGatherer(in ReadOnlySequence<byte> sequence)
    {
        _rest = sequence;
    }

    /// <summary>The piece; valid until the next <see cref="MoveNext"/>.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>Goes to the next piece, never an empty one; false at the end.</summary>
    public bool MoveNext()
    {
        SkipEmptySegments();
        if (_rest.IsEmpty)
            return false;

        if (_rest.First.Length >= Large || _rest.IsSingleSegment)
        {
            Current = _rest.First;
            _rest = _rest.Slice(Current.Length);
            return true;
        }

        _staging ??= ArrayPool<byte>.Shared.Rent(Capacity);
        int count = (int)Math.Min(Capacity, _rest.Length);
        _rest.Slice(0, count).CopyTo(_staging);
        _rest = _rest.Slice(count);
        Current = _staging.AsMemory(0, count);
        return true;
    }

    public void Dispose()
    {
        if (_staging is not null)
            ArrayPool<byte>.Shared.Return(_staging);
        _staging = null;
        Current = default;
    }

    private void SkipEmptySegments()
    {
        while (_rest.First.IsEmpty && !_rest.IsEmpty)
        {
            SequencePosition next = _rest.Start;
            _rest.TryGet(ref next, out _);
            _rest = _rest.Slice(next);
        }
    }
}
