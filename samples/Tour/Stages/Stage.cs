namespace Tutorial.Net.Samples.Tour;

/// <summary>One part of the tour.</summary>
/// <param name="Name">What to type for it alone.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Look">What to look at; one sentence.</param>
/// <param name="Roles">Who speaks, from left to right.</param>
/// <param name="Play">Lets it happen, checks it, and says in one sentence what was seen.</param>
internal sealed record Stage(string Name, string Title, string Look, Role[] Roles, Func<Scene, string> Play);

/// <summary>One who speaks in a stage.</summary>
/// <param name="Name">At most eight characters.</param>
/// <param name="Share">Its part of the screen's width, relative to the others'.</param>
internal sealed record Role(string Name, int Share = 1);
