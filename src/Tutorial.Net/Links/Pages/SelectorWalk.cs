using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Tutorial.Net;

/// <summary>Runs a program over a tree, without recursion, and asks at each element whether there is time left.</summary>
/// <param name="checkTime">Throws when there is none.</param>
internal sealed class SelectorWalk(Action checkTime)
{
    /// <summary>Visits every element below <paramref name="root"/>, contents of templates included, in document order.</summary>
    /// <param name="root">The document.</param>
    /// <param name="program">What selects.</param>
    /// <param name="visit">Gets each element, and whether it is selected or inside one that is.</param>
    public void ForEach(INode root, SelectorProgram program, Action<IElement, bool> visit)
    {
        var open = new Stack<Level>();
        open.Push(new Level(root.ChildNodes));
        while (open.TryPeek(out Level? level))
        {
            if (Next(level, program, out ulong own) is not { } element)
            {
                open.Pop();
                continue;
            }

            bool inside = level.IsInside || (own & program.Selected) != 0;
            visit(element, inside);
            open.Push(new Level(element.ChildNodes) { IsInside = inside, Place = Below(level, own) });
            // A tree of its own, which no selector looks into from outside.
            if (element is IHtmlTemplateElement template)
                open.Push(new Level(template.Content.ChildNodes) { IsInside = inside });
        }
    }

    /// <summary>Whether a relative selector finds anything from <paramref name="anchor"/>.</summary>
    public bool Finds(IElement anchor, SelectorProgram program)
    {
        ulong self = program.Anchors;
        if (Any(new Level(anchor.ChildNodes) { Place = new SelectorPlace(self, self) }, program))
            return true;
        if (!program.LooksAtSiblings || anchor.Parent is not { } parent)
            return false;
        var following = new Level(parent.ChildNodes) { Place = new SelectorPlace(0, 0, self, self) };
        while (parent.ChildNodes[following.Index++] != anchor)
            checkTime();
        return Any(following, program);
    }

    private bool Any(Level start, SelectorProgram program)
    {
        var open = new Stack<Level>();
        open.Push(start);
        while (open.TryPeek(out Level? level))
        {
            if (Next(level, program, out ulong own) is not { } element)
                open.Pop();
            else if ((own & program.Selected) != 0)
                return true;
            else
                open.Push(new Level(element.ChildNodes) { Place = Below(level, own) });
        }

        return false;
    }

    private IElement? Next(Level level, SelectorProgram program, out ulong own)
    {
        own = 0;
        while (level.Index < level.Nodes.Length)
        {
            checkTime();
            if (level.Nodes[level.Index++] is not IElement element)
                continue;
            own = program.Match(element, level.Place, this);
            level.Place = level.Place with { Previous = own, Earlier = level.Place.Earlier | own };
            return element;
        }

        return null;
    }

    private static SelectorPlace Below(Level level, ulong own) => new(own, level.Place.Ancestors | own);

    /// <summary>Children of one node, up to the one at hand.</summary>
    private sealed class Level(INodeList nodes)
    {
        public INodeList Nodes { get; } = nodes;

        public int Index { get; set; }

        public bool IsInside { get; init; }

        public SelectorPlace Place { get; set; }
    }
}
