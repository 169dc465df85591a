using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// The basic URL parser of the URL standard (https://url.spec.whatwg.org/, read in 2026), what a browser's <c>new URL</c> and
/// <c>href</c> do. It writes the serialisation straight into one buffer: the components come in the order in which they are
/// serialised, so nothing is stored apart and the only allocation is the resulting string.
/// </summary>
/// <remarks>
/// The standard walks one code point at a time through states with a pointer that steps back; here every state takes the run
/// that it would have consumed. Time and memory grow with the input's length, nothing throws on any input.
/// </remarks>
internal ref partial struct UrlParser
{
    private static readonly SearchValues<char> TabOrNewline = SearchValues.Create("\t\n\r");

    private readonly UrlRecord? _base;
    private readonly QueryEncoder? _queryEncoder;
    private CharBuffer _out;
    private UrlParts _parts;

    private UrlParser(UrlRecord? baseUrl, QueryEncoder? queryEncoder, Span<char> memory)
    {
        _base = baseUrl;
        _queryEncoder = queryEncoder;
        _out = new CharBuffer(memory);
        _parts.QueryStart = _parts.FragmentStart = -1;
    }

    /// <summary>Parses <paramref name="input"/> against an optional base.</summary>
    /// <returns>The URL, or null where the standard says failure.</returns>
    public static UrlRecord? Parse(ReadOnlySpan<char> input, UrlRecord? baseUrl = null, QueryEncoder? queryEncoder = null) =>
        TryResolve(input, baseUrl, queryEncoder, out string? href, out UrlParts parts) ? new UrlRecord(href, parts) : null;

    /// <summary>Resolves <paramref name="input"/> to an absolute URL.</summary>
    /// <param name="input">The reference as it stands in the document: white space around it and line breaks in it are allowed.</param>
    /// <param name="baseUrl">The document's base, parsed once; null: <paramref name="input"/> must be absolute.</param>
    /// <param name="queryEncoder">Puts the query into the document's charset; null: UTF-8.</param>
    /// <param name="href">The serialised URL.</param>
    /// <param name="parts">Where its components lie.</param>
    /// <returns>False where the standard says failure; <paramref name="href"/> is null then.</returns>
    public static bool TryResolve(ReadOnlySpan<char> input, UrlRecord? baseUrl, QueryEncoder? queryEncoder,
        [NotNullWhen(true)] out string? href, out UrlParts parts) =>
        TryResolveSimple(input, baseUrl, out href, out parts) || TryResolveFully(input, baseUrl, queryEncoder, out href, out parts);

    /// <summary>The standard's algorithm, without the shortcut.</summary>
    [SkipLocalsInit]
    public static bool TryResolveFully(ReadOnlySpan<char> input, UrlRecord? baseUrl, QueryEncoder? queryEncoder,
        [NotNullWhen(true)] out string? href, out UrlParts parts)
    {
        input = TrimControlOrSpace(input);
        char[]? copy = input.ContainsAny(TabOrNewline) ? WithoutTabOrNewline(ref input) : null;
        var parser = new UrlParser(baseUrl, queryEncoder, stackalloc char[512]);
        bool parsed = parser.Run(input);
        href = parsed ? parser._out.Written.ToString() : null;
        parts = parsed ? parser._parts : default;
        parser.Dispose();
        if (copy is not null)
            ArrayPool<char>.Shared.Return(copy);
        return parsed;
    }

    /// <summary>The special scheme that <paramref name="name"/> names, whatever its case.</summary>
    public static UrlScheme SpecialScheme(ReadOnlySpan<char> name) => name.Length switch
    {
        2 when Ascii.EqualsIgnoreCase(name, "ws") => UrlScheme.Ws,
        3 when Ascii.EqualsIgnoreCase(name, "wss") => UrlScheme.Wss,
        3 when Ascii.EqualsIgnoreCase(name, "ftp") => UrlScheme.Ftp,
        4 when Ascii.EqualsIgnoreCase(name, "http") => UrlScheme.Http,
        4 when Ascii.EqualsIgnoreCase(name, "file") => UrlScheme.File,
        5 when Ascii.EqualsIgnoreCase(name, "https") => UrlScheme.Https,
        _ => UrlScheme.Other,
    };

    private static ReadOnlySpan<char> TrimControlOrSpace(ReadOnlySpan<char> input)
    {
        int start = 0, end = input.Length;
        while (start < end && input[start] <= ' ')
            start++;
        while (end > start && input[end - 1] <= ' ')
            end--;
        return input[start..end];
    }

    private static char[] WithoutTabOrNewline(ref ReadOnlySpan<char> input)
    {
        char[] copy = ArrayPool<char>.Shared.Rent(input.Length);
        int count = 0;
        foreach (char c in input)
        {
            if (c is not ('\t' or '\n' or '\r'))
                copy[count++] = c;
        }

        input = copy.AsSpan(0, count);
        return copy;
    }

    public void Dispose() => _out.Dispose();

    private readonly bool IsSlash(char c) => c == '/' || (c == '\\' && _parts.IsSpecial);

    /// <summary>Path, query and fragment, and the guard that keeps a path like <c>//a</c> from being read as a host.</summary>
    private bool PathState(ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAny('?', '#');
        AppendPath(end < 0 ? rest : rest[..end]);
        return FinishPath(end < 0 ? default : rest[end..]);
    }

    private bool FinishPath(ReadOnlySpan<char> rest)
    {
        _parts.PathStart = _parts.AuthorityEnd;
        if (!_parts.HasHost && _out.Written[_parts.AuthorityEnd..].StartsWith("//", StringComparison.Ordinal))
        {
            _out.Insert(_parts.AuthorityEnd, "/.");
            _parts.PathStart += 2;
        }

        return QueryAndFragment(rest);
    }

    /// <param name="rest">Empty, or starts with <c>?</c> or <c>#</c>.</param>
    private bool QueryAndFragment(ReadOnlySpan<char> rest)
    {
        if (!rest.IsEmpty && rest[0] == '?')
        {
            int end = rest.IndexOf('#');
            AppendQuery(end < 0 ? rest[1..] : rest[1..end]);
            rest = end < 0 ? default : rest[end..];
        }

        if (!rest.IsEmpty)
        {
            _parts.FragmentStart = _out.Length;
            _out.Append('#');
            PercentEncoding.Append(ref _out, rest[1..], PercentEncoding.FragmentSafe);
        }

        return true;
    }

    private void AppendQuery(ReadOnlySpan<char> query)
    {
        _parts.QueryStart = _out.Length;
        _out.Append('?');
        SearchValues<char> safe = _parts.IsSpecial ? PercentEncoding.SpecialQuerySafe : PercentEncoding.QuerySafe;
        // The document's charset is for the schemes that HTML knew when it was made; the others are always UTF-8.
        if (_queryEncoder is null || _parts.Scheme is UrlScheme.Other or UrlScheme.Ws or UrlScheme.Wss)
            PercentEncoding.Append(ref _out, query, safe);
        else
            _queryEncoder.Append(ref _out, query, safe);
    }
}
