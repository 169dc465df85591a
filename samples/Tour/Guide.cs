namespace Tutorial.Net.Samples.Tour;

/// <summary>Goes from stage to stage, and counts what went wrong.</summary>
internal sealed class Guide(IView view, IReadOnlyList<Stage> stages, CancellationToken stop)
{
    private readonly List<string> _skipped = [];
    private int _right;
    private int _wrong;

    /// <returns>The exit code: 0 if no stage went wrong.</returns>
    public int Run()
    {
        view.Open(stages);
        if (!ProgramFiles.AreBuilt)
            view.Build(built => ProgramFiles.BuildAsync(built, stop));
        for (int i = 0; i < stages.Count; i++)
        {
            view.Begin(stages[i], i + 1, stages.Count);
            Play(stages[i]);
            if (i + 1 < stages.Count)
                view.Rest();
        }

        view.Close(Summary());
        return _wrong == 0 ? 0 : 1;
    }

    private void Play(Stage stage)
    {
        try
        {
            using var scene = new Scene(stage, view, stop);
            string seen = stage.Play(scene);
            view.Seen(seen);
            _right++;
        }
        catch (SkippedException e)
        {
            _skipped.Add(stage.Name);
            view.Skipped(e.Message);
        }
        catch (Exception e) when (e is TourException or TimeoutException or IOException)
        {
            _wrong++;
            view.Wrong($"{stage.Name}: {e.Message}");
        }
    }

    private string Summary()
    {
        string skipped = _skipped.Count == 0 ? "" : $" Skipped: {string.Join(", ", _skipped)}.";
        if (_right + _wrong == 0)
            return $"The tour is over: nothing of it can be shown on this machine.{skipped}";
        return _wrong == 0
            ? $"The tour is over: {_right} of {_right} as in the tutorial.{skipped}"
            : $"The tour is over: {_wrong} of {_right + _wrong} went wrong.{skipped}";
    }
}
