namespace Tutorial.Net.Tests.Faults;

/// <summary>Something that a program does with the library, and what may come of it where a call of the system's fails.</summary>
internal sealed record Scenario(string Name)
{
    /// <summary>
    /// Does it: prepares unarmed, calls <see cref="FaultRun.Try"/> once, and asserts what holds whatever has failed. Returns what
    /// that gave, so that it is judged.
    /// </summary>
    public required Func<FaultRun, Exception?> Act { get; init; }

    /// <summary>Whether the pages and doc comments say that this may come.</summary>
    public Func<Exception, bool> IsDocumented { get; init; } = static _ => false;

    /// <summary>Whether it waits as .NET's asynchronous calls do: for the kernel to say that something has changed. It does so only after
    /// an EAGAIN that is true, so a made-up one says nothing of the library.</summary>
    public bool IsAsynchronous { get; init; }

    /// <summary>Whether it has to succeed in spite of this fault. An interrupted call never is an error.</summary>
    public Func<Fault, bool> Survives { get; init; } = static _ => false;

    public override string ToString() => Name;
}
