using AngleSharp.Dom;

namespace Tutorial.Net;

/// <summary>What one element must be, and where the element of the step before it must be.</summary>
/// <param name="Combinator">Where: <c>' '</c> among the ancestors, <c>'&gt;'</c> the parent, <c>'+'</c> the sibling before, <c>'~'</c>
/// among the siblings before, <c>'|'</c> the same element.</param>
/// <param name="Before">The bit of the step before; 0 for a first step.</param>
/// <param name="Tests">What it must be.</param>
internal sealed record SelectorStep(char Combinator, ulong Before, IReadOnlyList<SelectorTest> Tests);

/// <summary>One condition on an element.</summary>
/// <param name="element">The element.</param>
/// <param name="own">The steps of the same program, compiled before this one, that the element fulfils.</param>
/// <param name="walk">Runs what looks further.</param>
internal delegate bool SelectorTest(IElement element, ulong own, SelectorWalk walk);
