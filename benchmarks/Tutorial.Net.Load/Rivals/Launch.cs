namespace Tutorial.Net.Load;

/// <summary>How to start a server, and what to say to it when it is not a line that comes back as it is.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record Launch(string Program, params string[] Arguments)
{
    /// <summary>The port that it was told, for one that does not print its own.</summary>
    public int? Port { get; init; }

    /// <summary>A question and its answer, without their CR LF.</summary>
    public (string Question, string Answer)? Dialogue { get; init; }
}
