namespace Tutorial.Net;

/// <summary>Says of a link whether to take it.</summary>
/// <param name="link">The link; valid until the call returns.</param>
/// <returns>True to take it.</returns>
public delegate bool LinkPredicate(LinkRef link);
