using System.Diagnostics;
using System.Text;
using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Tutorial.Net;

/// <summary>
/// The start tags inside what a CSS selector matches, found in AngleSharp's tree. The links themselves come from the scanner, so
/// they are the same as without a selector.
/// </summary>
internal sealed class DomSelection
{
    private readonly LinkExtractorOptions _options;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly SortedSet<int> _charOffsets = [];

    private DomSelection(LinkExtractorOptions options) => _options = options;

    /// <exception cref="ArgumentException">The selector's syntax is wrong.</exception>
    public static ISelector Parse(string selector)
    {
        ISelector? parsed = null;
        try
        {
            // Not touched before the code pages are registered: see WebEncoding.
            _ = WebEncoding.Utf8;
            parsed = new CssSelectorParser().ParseSelector(selector);
        }
        catch (DomException)
        {
            // Reported as every other wrong selector.
        }

        return parsed ?? throw new ArgumentException($"\"{selector}\" is no CSS selector.", nameof(selector));
    }

    /// <summary>Offsets of the selected start tags in <paramref name="utf8"/>, which is <paramref name="html"/> in UTF-8.</summary>
    /// <exception cref="TimeoutException">The tree or the matching took too long.</exception>
    public static HashSet<long> FindTags(string html, ReadOnlySpan<byte> utf8, LinkExtractorOptions options)
    {
        var selection = new DomSelection(options);
        selection.Select(html, Parse(options.Within!));
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

    private void Select(string html, ISelector selector)
    {
        var options = new HtmlParserOptions { IsKeepingSourceReferences = true, OnToken = (_, _) => CheckTime() };
        using IHtmlDocument document = new HtmlParser(options).ParseDocument(html);
        var open = new Stack<(INode Node, bool IsInside)>();
        open.Push((document, false));
        while (open.TryPop(out (INode Node, bool IsInside) next))
        {
            CheckTime();
            bool inside = next.IsInside || (next.Node is IElement element && selector.Match(element, document.DocumentElement));
            if (inside && next.Node is IElement { SourceReference: { } source })
                _charOffsets.Add(source.Position.Index);
            foreach (INode child in next.Node.ChildNodes)
            {
                if (child is IElement)
                    open.Push((child, inside));
            }

            if (next.Node is IHtmlTemplateElement template)
                open.Push((template.Content, inside));
        }
    }

    private void CheckTime()
    {
        if (Stopwatch.GetElapsedTime(_started) > _options.DomTimeout)
        {
            throw new TimeoutException(
                $"Within \"{_options.Within}\" took longer than LinkExtractorOptions.DomTimeout, {_options.DomTimeout}.");
        }
    }
}
