namespace Tutorial.Net;

/// <summary>A selector to run over a page's tree.</summary>
/// <param name="Text">As the user wrote it.</param>
/// <param name="Selector">Compiled.</param>
/// <param name="Timeout">How long the tree and the matching may take.</param>
internal sealed record DomPlan(string Text, SelectorProgram Selector, TimeSpan Timeout);
