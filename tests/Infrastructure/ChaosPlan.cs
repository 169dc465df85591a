namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>How a connection through a <see cref="ChaosProxy"/> ends before its client and its server end it.</summary>
internal enum ChaosEnding
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>One direction is shut in the middle; the other goes on.</summary>
    HalfClose,

    /// <summary>Both ends get a reset.</summary>
    Reset,
}

/// <summary>What becomes of one connection through a <see cref="ChaosProxy"/>.</summary>
internal sealed record ChaosPlan
{
    /// <summary>Where the sizes of the slices and the places of the delays come from.</summary>
    public required int Seed { get; init; }

    /// <summary>The longest piece that is passed on at once; shorter ones are as likely as long ones.</summary>
    public int MaxSlice { get; init; } = 65_536;

    /// <summary>The chance of a delay of up to 8 ms after a slice.</summary>
    public double DelayChance { get; init; }

    /// <summary>The chance of a stall of 50 to 150 ms after a slice: nothing is read and nothing sent.</summary>
    public double StallChance { get; init; }

    /// <summary>What passes in a second in each direction; no limit by default.</summary>
    public double BytesPerSecond { get; init; } = double.PositiveInfinity;

    public ChaosEnding Ending { get; init; }

    /// <summary>The bytes of the direction after which it ends.</summary>
    public long EndsAfter { get; init; }

    /// <summary>Whether it ends after so many bytes of the server's, or of the client's.</summary>
    public bool EndsReplies { get; init; }

    /// <summary>A plan that the seed decides on.</summary>
    /// <param name="seed">Equal seeds give equal plans.</param>
    /// <param name="length">The bytes that the client means to send; an ending falls within them.</param>
    public static ChaosPlan Draw(int seed, long length)
    {
        Random random = new(seed);
        return new ChaosPlan
        {
            Seed = seed,
            MaxSlice = 64 << random.Next(11),
            DelayChance = random.Next(3) == 0 ? 0 : 0.02,
            StallChance = random.Next(3) == 0 ? 0.001 : 0,
            BytesPerSecond = random.Next(3) == 0 ? 262_144 << random.Next(4) : double.PositiveInfinity,
            Ending = random.Next(4) switch { 0 => ChaosEnding.Reset, 1 => ChaosEnding.HalfClose, _ => ChaosEnding.None },
            EndsAfter = random.NextInt64(length + 1),
            EndsReplies = random.Next(2) == 0,
        };
    }
}
