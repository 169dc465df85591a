namespace Tutorial.Net;

/// <summary>Where a URL was found.</summary>
/// <param name="Element">The element's name.</param>
/// <param name="Attribute">The attribute's name.</param>
/// <param name="Position">Where the tag begins.</param>
/// <param name="Rel">The element's rel.</param>
/// <param name="IsNoFollow">Whether that says nofollow.</param>
/// <param name="HasText">Whether the link waits for its text.</param>
internal readonly record struct LinkSource(
    string Element, string Attribute, LinkPosition Position, string? Rel = null, bool IsNoFollow = false, bool HasText = false);
