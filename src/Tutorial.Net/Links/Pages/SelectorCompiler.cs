using System.Globalization;
using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;

namespace Tutorial.Net;

/// <summary>Makes a program of a CSS selector, or says why it does not.</summary>
/// <remarks>
/// What is not taken is what one test of one element could take forever with, on a page that was made for it (<c>:invalid</c> runs the
/// page's expressions), what AngleSharp does not answer in every tree, and what has no meaning without a window (<c>:hover</c>).
/// </remarks>
internal sealed class SelectorCompiler
{
    private const int MaxLength = 4096;
    private const int MaxDepth = 8;

    private readonly SelectorProgram _program = new();
    private readonly string _whole;
    private readonly bool _isRelative;

    private SelectorCompiler(string whole, bool isRelative) => (_whole, _isRelative) = (whole, isRelative);

    /// <summary>A program for a selector.</summary>
    /// <param name="selector">A list of complex selectors.</param>
    /// <param name="name">What the caller calls it.</param>
    /// <exception cref="ArgumentException">The selector's syntax is wrong, or it is one that is not taken.</exception>
    public static SelectorProgram Compile(string selector, string name)
    {
        try
        {
            if (selector.Length > MaxLength)
                throw new FormatException($"it has {selector.Length} characters, more than {MaxLength}");
            if (selector.Contains(SelectorText.Mark, StringComparison.Ordinal))
                throw new FormatException("it holds a character for private use");
            // Not touched before the code pages are registered: see WebEncoding.
            _ = WebEncoding.Utf8;
            var compiler = new SelectorCompiler(selector, isRelative: false);
            compiler._program.Selected = compiler.List(selector, 0);
            return compiler._program;
        }
        catch (FormatException e)
        {
            string shown = selector.Length > 100 ? selector[..100] + "..." : selector;
            throw new ArgumentException($"\"{shown}\" is no CSS selector that is taken here: {e.Message}.", name, e);
        }
    }

    private ulong List(string selector, int depth)
    {
        if (depth > MaxDepth)
            throw new FormatException($"its functions nest more than {MaxDepth} deep");
        SelectorText text = SelectorText.Split(selector);
        ulong last = 0;
        foreach (string part in text.Parts)
            last |= Complex(Parse(_isRelative && depth == 0 ? ":scope " + part : part), text, depth);
        return last;
    }

    private ISelector Parse(string selector)
    {
        ISelector? parsed = null;
        // It takes a combinator in front of everything for none.
        if (selector.AsSpan().Trim() is [not ('>' or '+' or '~'), ..])
        {
            try
            {
                parsed = new CssSelectorParser().ParseSelector(selector);
            }
#pragma warning disable CA1031 // The parser documents no exception, and has thrown several kinds.
            catch (Exception)
#pragma warning restore CA1031
            {
                // Reported as every other wrong selector.
            }
        }

        return parsed ?? throw new FormatException(
            _whole.Length == 0 ? "it is empty" : $"its syntax is wrong in \"{selector.Trim().Replace(SelectorText.Mark, '#')}\"");
    }

    private ulong Complex(ISelector selector, SelectorText text, int depth)
    {
        SelectorShape shape = SelectorShape.Of(selector);
        IReadOnlyList<ISelector> parts = shape.Kind == SelectorShape.Kinds.Complex ? shape.Parts : [selector];
        if (_isRelative && (depth == 0 ? parts.Count < 2 : parts.Count > 1))
            throw new FormatException(depth == 0 ? "a :has() is empty" : "a combinator inside a function inside :has() is not supported");
        ulong before = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            char combinator = i == 0 ? ' ' : shape.Combinators[i - 1] is [var c and (' ' or '>' or '+' or '~' or '|')] ? c
                : throw new FormatException($"the combinator {shape.Combinators[i - 1]} is not supported");
            bool isAnchor = _isRelative && depth == 0 && i == 0;
            List<SelectorTest> tests = isAnchor ? [static (_, _, _) => false] : Tests(parts[i], text, depth);
            if (_program.Count == SelectorProgram.MaxSteps)
                throw new FormatException($"it has more than {SelectorProgram.MaxSteps} steps");
            before = _program.Add(new SelectorStep(combinator, before, tests));
            if (isAnchor)
                _program.Anchors |= before;
            _program.LooksAtSiblings |= _isRelative && i == 1 && combinator is '+' or '~';
        }

        return before;
    }

    private List<SelectorTest> Tests(ISelector compound, SelectorText text, int depth)
    {
        SelectorShape shape = SelectorShape.Of(compound);
        IReadOnlyList<ISelector> parts = shape.Kind == SelectorShape.Kinds.Compound ? shape.Parts : [compound];
        return [.. parts.Select(part => Test(part, text, depth))];
    }

    private SelectorTest Test(ISelector simple, SelectorText text, int depth)
    {
        SelectorShape shape = SelectorShape.Of(simple);
        if (shape.Kind == SelectorShape.Kinds.Attribute && shape.Name.StartsWith(SelectorText.Mark))
        {
            (string name, string body) = text.Functions[int.Parse(shape.Name.AsSpan(1), CultureInfo.InvariantCulture)];
            return name == "has" ? Has(body) : Logical(List(body, depth + 1), isNot: name == "not");
        }

        return SimpleSelectors.Test(simple, shape);
    }

    private SelectorTest Has(string body)
    {
        if (_isRelative)
            throw new FormatException(":has() inside :has() is not supported");
        var relative = new SelectorCompiler(_whole, isRelative: true);
        relative._program.Selected = relative.List(body, 0);
        return (element, _, walk) => walk.Finds(element, relative._program);
    }

    private static SelectorTest Logical(ulong last, bool isNot) => (_, own, _) => (own & last) != 0 != isNot;
}
