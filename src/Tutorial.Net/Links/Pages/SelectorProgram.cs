using AngleSharp.Dom;

namespace Tutorial.Net;

/// <summary>
/// Selectors as a machine that sees each element of a tree once, in document order: a bit for each step, set if the element fulfils it
/// and, by its place, all steps before it. So the time is that of elements × steps, where trying the combinators out for each element
/// takes a power of the depth.
/// </summary>
internal sealed class SelectorProgram
{
    /// <summary>Bits in a set of steps.</summary>
    public const int MaxSteps = 64;

    private readonly List<SelectorStep> _steps = [];

    public int Count => _steps.Count;

    /// <summary>The last steps: who fulfils one is selected.</summary>
    public ulong Selected { get; set; }

    /// <summary>First steps that only the element which a relative selector starts from fulfils.</summary>
    public ulong Anchors { get; set; }

    /// <summary>Whether a relative selector looks at what follows the element, not at what is in it.</summary>
    public bool LooksAtSiblings { get; set; }

    /// <summary>Appends a step, and gives its bit.</summary>
    public ulong Add(SelectorStep step)
    {
        _steps.Add(step);
        return 1UL << (_steps.Count - 1);
    }

    /// <summary>The steps that an element fulfils.</summary>
    public ulong Match(IElement element, in SelectorPlace place, SelectorWalk walk)
    {
        ulong own = 0;
        for (int i = 0; i < _steps.Count; i++)
        {
            SelectorStep step = _steps[i];
            ulong there = step.Combinator switch
            {
                ' ' => place.Ancestors,
                '>' => place.Parent,
                '+' => place.Previous,
                '~' => place.Earlier,
                _ => own,
            };
            if ((step.Before == 0 || (there & step.Before) != 0) && Passes(step, element, own, walk))
                own |= 1UL << i;
        }

        return own;
    }

    private static bool Passes(SelectorStep step, IElement element, ulong own, SelectorWalk walk)
    {
        foreach (SelectorTest test in step.Tests)
        {
            if (!test(element, own, walk))
                return false;
        }

        return true;
    }
}
