using System.Buffers;

namespace Tutorial.Net;

/// <summary>The path state.</summary>
internal ref partial struct UrlParser
{
    private static readonly SearchValues<char> PlainPath = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 128).Select(c => (char)c).Where(c => c != '\\' && PercentEncoding.PathSafe.Contains(c))));

    /// <summary>Appends a slash and <paramref name="path"/>, with dot segments resolved and the rest percent-encoded.</summary>
    private void AppendPath(ReadOnlySpan<char> path)
    {
        if (_parts.Scheme != UrlScheme.File && IsPlain(path))
        {
            _out.Append('/');
            _out.Append(path);
            return;
        }

        while (true)
        {
            int end = _parts.IsSpecial ? path.IndexOfAny('/', '\\') : path.IndexOf('/');
            AppendSegment(end < 0 ? path : path[..end], last: end < 0);
            if (end < 0)
                return;
            path = path[(end + 1)..];
        }
    }

    /// <summary>Whether a path goes out as it came: nothing to encode, no backslash, no dot segment in any spelling.</summary>
    private static bool IsPlain(ReadOnlySpan<char> path) =>
        !path.ContainsAnyExcept(PlainPath)
        && !path.StartsWith('.')
        && path.IndexOf("/.", StringComparison.Ordinal) < 0
        && (!path.Contains('%') || path.IndexOf("%2e", StringComparison.OrdinalIgnoreCase) < 0);

    private void AppendSegment(ReadOnlySpan<char> segment, bool last)
    {
        int dots = DotSegment(segment);
        if (dots > 0)
        {
            if (dots == 2)
                ShortenPath();
            if (last)
                _out.Append('/');
            return;
        }

        bool first = _out.Length == _parts.AuthorityEnd;
        _out.Append('/');
        if (first && _parts.Scheme == UrlScheme.File && segment.Length == 2 && IsDriveLetter(segment))
        {
            _out.Append(segment[0]);
            _out.Append(':');
            return;
        }

        PercentEncoding.Append(ref _out, segment, PercentEncoding.PathSafe);
    }

    /// <summary>Takes the last segment away, except a drive that stands alone.</summary>
    private void ShortenPath()
    {
        ReadOnlySpan<char> path = _out.Written[_parts.AuthorityEnd..];
        int slash = path.LastIndexOf('/');
        if (slash >= 0 && !(_parts.Scheme == UrlScheme.File && slash == 0 && IsNormalizedDrive(path[1..])))
            _out.Length = _parts.AuthorityEnd + slash;
    }

    private static bool IsNormalizedDrive(ReadOnlySpan<char> segment) =>
        segment.Length == 2 && char.IsAsciiLetter(segment[0]) && segment[1] == ':';

    /// <summary>1 for <c>.</c>, 2 for <c>..</c>, in any mix of dots and <c>%2e</c>; 0 for every other segment.</summary>
    private static int DotSegment(ReadOnlySpan<char> segment)
    {
        int dots = 0;
        while (dots < 3 && !segment.IsEmpty)
        {
            int length = segment[0] == '.' ? 1 : segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
            if (length == 0)
                return 0;
            segment = segment[length..];
            dots++;
        }

        return dots < 3 ? dots : 0;
    }
}
