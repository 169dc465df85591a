using Tutorial.Net.Load.Soak;

namespace Tutorial.Net.Load.Studies;

/// <summary>One thing that clients do to the server, and what is asked of it then.</summary>
internal abstract class Study
{
    public static IReadOnlyList<Study> All { get; } =
    [
        new IdleStudy(),
        new ChurnStudy(),
        new FloodStudy(),
        new SlowConsumersStudy(),
        new DripStudy(),
        new ChaosStudy(),
        new DescriptorsStudy(),
        new StopStudy(),
        new QuitStudy(),
        new PausedStudy(),
        new SoakStudy(),
    ];

    /// <summary>Its subcommand.</summary>
    public abstract string Name { get; }

    /// <summary>What its command line had besides, each with a space before it.</summary>
    public virtual string Arguments => "";

    /// <summary>What it finds out, in a sentence.</summary>
    public abstract string Question { get; }

    /// <summary>Does it to a server in a process of its own.</summary>
    /// <param name="options">How.</param>
    /// <param name="report">Where to say what was found.</param>
    public abstract void Run(StudyOptions options, Report report);
}
