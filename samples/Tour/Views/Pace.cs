namespace Tutorial.Net.Samples.Tour;

/// <summary>How fast things are shown to a person.</summary>
/// <param name="Row">After each row.</param>
/// <param name="Key">Before each key that is typed.</param>
/// <param name="Thought">Before something is typed, and where there is something to look at.</param>
internal sealed record Pace(TimeSpan Row, TimeSpan Key, TimeSpan Thought)
{
    public static Pace Human { get; } = new(TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(90), TimeSpan.FromMilliseconds(450));

    public static Pace None { get; } = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
}
