namespace Tutorial.Net;

/// <summary>One image of a <c>srcset</c>.</summary>
/// <param name="Start">Where its URL starts in the attribute's value.</param>
/// <param name="Length">The URL's chars.</param>
/// <param name="Width">Its width descriptor (<c>100w</c>), if any.</param>
/// <param name="Density">Its density descriptor (<c>2x</c>), if any; with neither it counts as <c>1x</c>.</param>
internal readonly record struct SrcSetCandidate(int Start, int Length, int? Width, double? Density);
