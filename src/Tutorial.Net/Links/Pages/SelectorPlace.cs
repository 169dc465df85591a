namespace Tutorial.Net;

/// <summary>Which steps the elements around a place in the tree fulfil.</summary>
/// <param name="Parent">The parent.</param>
/// <param name="Ancestors">Any ancestor.</param>
/// <param name="Previous">The sibling right before.</param>
/// <param name="Earlier">Any sibling before.</param>
internal readonly record struct SelectorPlace(ulong Parent, ulong Ancestors, ulong Previous = 0, ulong Earlier = 0);
