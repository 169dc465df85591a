namespace Tutorial.Net.Samples.Tour;

/// <summary>Who shows the tour. A role is an index into the roles of the stage that was begun.</summary>
internal interface IView
{
    /// <summary>The first line, at once, and what will come.</summary>
    void Open(IReadOnlyList<Stage> stages);

    /// <summary>Waits for the programs to be built; <paramref name="build"/> calls back with the name of each.</summary>
    void Build(Func<Action<string>, Task> build);

    /// <summary>A stage's heading, and what to look at.</summary>
    void Begin(Stage stage, int number, int count);

    /// <summary>A program is started by this command.</summary>
    void Start(int role, string command);

    /// <summary>A program printed a line.</summary>
    void Say(int role, string text);

    /// <summary>Somebody types a line after a program's prompt.</summary>
    void Type(int role, string prompt, string text);

    /// <summary>What no program printed.</summary>
    void Note(int role, string text);

    /// <summary>Time to look at what there is.</summary>
    void Think();

    /// <summary>Figures as bars.</summary>
    void Chart(string title, IReadOnlyList<Bar> bars);

    /// <summary>What the stage has shown.</summary>
    void Seen(string text);

    /// <summary>Why the stage is not shown.</summary>
    void Skipped(string why);

    /// <summary>What went wrong in the stage.</summary>
    void Wrong(string what);

    /// <summary>Between two stages.</summary>
    void Rest();

    /// <summary>The last line.</summary>
    void Close(string summary);

    /// <summary>The tour ends early.</summary>
    void Stop();
}

/// <summary>A figure of a chart.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Value">Not negative.</param>
/// <param name="Role">Whose colour it has.</param>
internal readonly record struct Bar(string Label, double Value, int Role);
