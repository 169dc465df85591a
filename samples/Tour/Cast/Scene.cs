namespace Tutorial.Net.Samples.Tour;

/// <summary>A stage while it plays. Whoever it started has ended when it is disposed.</summary>
internal sealed class Scene(Stage stage, IView view, CancellationToken stop) : IDisposable
{
    private readonly List<Actor> _actors = [];

    /// <summary>Who watches.</summary>
    public IView View => view;

    /// <summary>Starts a program, and shows what would be typed for that.</summary>
    /// <param name="role">As whom it speaks.</param>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    public Actor Start(string role, string program, params string[] arguments)
    {
        int index = IndexOf(role);
        view.Start(index, $"{program} {string.Join(' ', arguments)}");
        var actor = new Actor(role, new ChildProcess(program, arguments, stop), view, index);
        _actors.Add(actor);
        return actor;
    }

    /// <summary>Shows what no program printed.</summary>
    public void Note(string role, string text) => view.Note(IndexOf(role), text);

    public void Dispose() => _actors.ForEach(actor => actor.Dispose());

    private int IndexOf(string role) => Array.FindIndex(stage.Roles, one => one.Name == role);
}
