using System.Diagnostics;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Html.Parser.Tokens.Struct;

namespace Tutorial.Net;

/// <summary>
/// The start tags inside what a CSS selector matches, found in AngleSharp's tree. The links themselves come from the scanner, so
/// they are the same as without a selector.
/// </summary>
/// <remarks>
/// A tag belongs to the element that was made from it. An element that the tree builder made by itself (an implied <c>tbody</c>, the
/// copy of an <c>a</c> that reaches into the next paragraph) has no tag; a tag that it dropped has no element.
/// </remarks>
internal sealed class DomSelection
{
    /// <summary>Attributes of one tag that selectors see. Of the time that the others would take, nothing is known until the tag is
    /// whole: seconds, for a page that is one tag.</summary>
    private const int MostAttributes = 1024;

    private readonly DomPlan _plan;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly SortedSet<int> _charOffsets = [];

    /// <summary>Tags whose elements do not say where they come from: svg, math, and what is merged into html and body.</summary>
    private readonly List<(string Name, int Attributes, int Offset)> _unreferenced = [];

    /// <summary>How many of them lie before every element to come.</summary>
    private int _passed;

    private DomSelection(DomPlan plan) => _plan = plan;

    /// <summary>Offsets of the selected start tags in <paramref name="utf8"/>, which is <paramref name="html"/> in UTF-8.</summary>
    /// <exception cref="TimeoutException">The tree or the matching took too long.</exception>
    public static HashSet<long> FindTags(string html, ReadOnlySpan<byte> utf8, DomPlan plan)
    {
        var selection = new DomSelection(plan);
        selection.Select(html);
        var offsets = new HashSet<long>();
        int chars = 0, bytes = 0;
        foreach (int charOffset in selection._charOffsets)
        {
            bytes += Encoding.UTF8.GetByteCount(html.AsSpan(chars, charOffset - chars));
            chars = charOffset;
            offsets.Add(bytes);
        }

        Debug.Assert(bytes <= utf8.Length);
        return offsets;
    }

    private void Select(string html)
    {
        var options = new HtmlParserOptions
        {
            IsKeepingSourceReferences = true,
            OnToken = (token, _) => OnToken(token),
            ShouldEmitAttribute = static (ref StructHtmlToken token, ReadOnlyMemory<char> _) => token.Attributes.Count < MostAttributes,
        };
        using IHtmlDocument document = new HtmlParser(options).ParseDocument(html);
        int last = -1;
        new SelectorWalk(CheckTime).ForEach(document, _plan.Selector, (element, isInside) =>
        {
            int offset = OffsetOf(element, last);
            last = Math.Max(last, offset);
            if (!isInside)
                return;
            if (offset >= 0)
                _charOffsets.Add(offset);
            if (element == document.DocumentElement || element == document.Body)
                _charOffsets.UnionWith(_unreferenced.Where(tag => tag.Name == element.LocalName).Select(tag => tag.Offset));
        });
    }

    /// <summary>Where the element's tag is; -1 if it has none.</summary>
    /// <param name="element">The element.</param>
    /// <param name="last">The tag furthest into the page among those of the elements before it.</param>
    private int OffsetOf(IElement element, int last)
    {
        if (element.SourceReference is { } source)
            return source.Position.Index;
        if (element.LocalName is not ("svg" or "math"))
            return -1;
        while (_passed < _unreferenced.Count && _unreferenced[_passed].Offset <= last)
            _passed++;
        int found = _unreferenced.FindIndex(_passed, tag => tag.Name == element.LocalName && tag.Attributes == element.Attributes.Length);
        return found < 0 ? -1 : _unreferenced[found].Offset;
    }

    private void OnToken(HtmlToken token)
    {
        CheckTime();
        if (token is HtmlTagToken { Type: HtmlTokenType.StartTag, Name: "svg" or "math" or "html" or "body" } tag)
            _unreferenced.Add((tag.Name, tag.Attributes.Count, tag.Position.Index));
    }

    private void CheckTime()
    {
        if (Stopwatch.GetElapsedTime(_started) > _plan.Timeout)
        {
            throw new TimeoutException(
                $"Within \"{_plan.Text}\" took longer than LinkExtractorOptions.DomTimeout, {_plan.Timeout}.");
        }
    }
}
