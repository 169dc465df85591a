namespace Tutorial.Net.Fuzz;

/// <summary>Something that takes bytes from strangers, and what must hold whatever they are.</summary>
public abstract class FuzzTarget
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new LineFramerTarget(), new LinkScannerTarget(), new WebUrlTarget(), new ProxyHeaderTarget(), new GuardedHttpTarget(), new LineServerTarget(),
    ];

    /// <summary>What it is called on a command line, and its folder of seeds.</summary>
    public abstract string Name { get; }

    /// <summary>Inputs longer than this are not worth their time.</summary>
    public virtual int MaxLength => 1_024;

    /// <summary>Throws if what must hold does not.</summary>
    public abstract void Run(ReadOnlySpan<byte> input);

    /// <summary>What a target throws when it is right and the library is not.</summary>
    private protected static void Same<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new FuzzException($"{what}: {expected} expected, {actual} came");
    }

    private protected static void Holds(bool condition, string what)
    {
        if (!condition)
            throw new FuzzException(what);
    }
}
