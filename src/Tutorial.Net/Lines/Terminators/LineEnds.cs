using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>The ends of a batch of lines, as a <see cref="TerminatorRule"/> finds them.</summary>
internal ref struct LineEnds
{
    /// <summary>Ends in a batch, at most.</summary>
    public const int Capacity = 1024;

    private readonly ref LineEnd _ends;

    /// <param name="ends">Takes the ends; at least <see cref="Capacity"/> of them.</param>
    /// <param name="start">Where the first line begins.</param>
    public LineEnds(LineEnd[] ends, int start)
    {
        _ends = ref ends[0];
        Start = start;
    }

    public int Count { get; private set; }

    /// <summary>Where the line begins whose end comes next.</summary>
    public int Start { get; private set; }

    /// <summary>Whether a whole block of ends fits.</summary>
    public readonly bool HasRoom => Count <= Capacity - Block.Length;

    /// <summary>The terminator of <paramref name="width"/> bytes at <paramref name="at"/> ends a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int at, int width, LineEnding ending)
    {
        Unsafe.Add(ref _ends, Count++) = new LineEnd(at - Start, width, ending);
        Start = at + width;
    }

    /// <summary>The byte at <paramref name="at"/> is refused.</summary>
    public void AddBare(int at)
    {
        Unsafe.Add(ref _ends, Count++) = LineEnd.Bare(at - Start);
        Start = at + 1;
    }

    /// <summary>Terminators that are alike, one at each bit of <paramref name="hits"/>, counted from <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddEach(ulong hits, int at, int width, LineEnding ending)
    {
        for (; hits != 0; hits &= hits - 1)
            Add(at + BitOperations.TrailingZeroCount(hits), width, ending);
    }
}
