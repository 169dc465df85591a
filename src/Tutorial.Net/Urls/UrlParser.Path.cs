using System.Buffers;

namespace Tutorial.Net;

/// <summary>The states from the path on.</summary>
internal ref partial struct UrlParser
{
    private static readonly SearchValues<byte> PlainPath = PercentEncoding.AllBut(" \"#<>?^`{}\\");

    private bool PathStartState(ReadOnlySpan<byte> rest)
    {
        if (StartsWithSlash(rest))
            return PathState(rest[1..]);
        // Special schemes always have a path; the others may have none between host and query.
        return _parts.IsSpecial || !IsPathless(rest) ? PathState(rest) : FinishPath(rest);
    }

    /// <summary>Path, query and fragment.</summary>
    private bool PathState(ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOfAny((byte)'?', (byte)'#');
        AppendPath(end < 0 ? rest : rest[..end]);
        return FinishPath(end < 0 ? default : rest[end..]);
    }

    /// <summary>Appends a slash and <paramref name="path"/>, with dot segments resolved and the rest percent-encoded.</summary>
    private void AppendPath(ReadOnlySpan<byte> path)
    {
        if (_parts.Scheme != UrlScheme.File && (path.IsEmpty || (!path.ContainsAnyExcept(PlainPath) && !MayHoldDotSegment(path))))
        {
            _out.Append((byte)'/');
            _out.Append(path);
            return;
        }

        while (true)
        {
            int end = _parts.IsSpecial ? path.IndexOfAny((byte)'/', (byte)'\\') : path.IndexOf((byte)'/');
            AppendSegment(end < 0 ? path : path[..end], last: end < 0);
            if (end < 0)
                return;
            path = path[(end + 1)..];
        }
    }

    private void AppendSegment(ReadOnlySpan<byte> segment, bool last)
    {
        int dots = DotSegment(segment);
        if (dots > 0)
        {
            if (dots == 2)
                ShortenPath();
            if (last)
                _out.Append((byte)'/');
            return;
        }

        bool first = _out.Length == _parts.AuthorityEnd;
        _out.Append((byte)'/');
        if (first && _parts.Scheme == UrlScheme.File && segment.Length == 2 && IsDriveLetter(segment))
        {
            _out.Append(segment[0]);
            _out.Append((byte)':');
            return;
        }

        PercentEncoding.Append(ref _out, segment, PercentEncoding.PathSafe);
    }

    /// <summary>Takes the last segment away, except a drive that stands alone.</summary>
    private void ShortenPath()
    {
        ReadOnlySpan<byte> path = _out.Written[_parts.AuthorityEnd..];
        int slash = path.LastIndexOf((byte)'/');
        if (slash >= 0 && !(_parts.Scheme == UrlScheme.File && slash == 0 && IsNormalizedDrive(path[1..])))
            _out.Length = _parts.AuthorityEnd + slash;
    }

    /// <summary>1 for <c>.</c>, 2 for <c>..</c>, in any mix of dots and <c>%2e</c>; 0 for every other segment.</summary>
    private static int DotSegment(ReadOnlySpan<byte> segment)
    {
        int dots = 0;
        while (dots < 3 && !segment.IsEmpty)
        {
            int length = segment[0] == '.' ? 1 : HoldsEncodedDot(segment[..Math.Min(3, segment.Length)]) ? 3 : 0;
            if (length == 0)
                return 0;
            segment = segment[length..];
            dots++;
        }

        return dots < 3 ? dots : 0;
    }

    /// <summary>The guard that keeps a path like <c>//a</c> from being read as a host, then what follows the path.</summary>
    private bool FinishPath(ReadOnlySpan<byte> rest)
    {
        _parts.PathStart = _parts.AuthorityEnd;
        if (!_parts.HasHost && _out.Written[_parts.AuthorityEnd..].StartsWith("//"u8))
        {
            _out.Insert(_parts.AuthorityEnd, "/."u8);
            _parts.PathStart += 2;
        }

        _parts.PathEnd = _out.Length;
        return QueryAndFragment(rest);
    }

    private bool OpaquePathState(ReadOnlySpan<byte> rest)
    {
        _parts.HasOpaquePath = true;
        _parts.PathStart = _out.Length;
        int end = rest.IndexOfAny((byte)'?', (byte)'#');
        ReadOnlySpan<byte> path = end < 0 ? rest : rest[..end];
        // A space just before ? or # would be lost when the query or fragment is set to nothing later.
        bool space = end > 0 && path[^1] == ' ';
        PercentEncoding.Append(ref _out, space ? path[..^1] : path, PercentEncoding.ControlSafe);
        if (space)
            _out.Append("%20"u8);
        _parts.PathEnd = _out.Length;
        return QueryAndFragment(end < 0 ? default : rest[end..]);
    }

    /// <param name="rest">Empty, or starts with <c>?</c> or <c>#</c>.</param>
    private bool QueryAndFragment(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith((byte)'?'))
        {
            int end = rest.IndexOf((byte)'#');
            AppendQuery(end < 0 ? rest[1..] : rest[1..end]);
            rest = end < 0 ? default : rest[end..];
        }

        _parts.QueryEnd = _out.Length;
        PercentEncoding.Append(ref _out, rest, PercentEncoding.FragmentSafe);
        _parts.End = _out.Length;
        return true;
    }

    private void AppendQuery(ReadOnlySpan<byte> query)
    {
        _out.Append((byte)'?');
        SearchValues<byte> safe = _parts.IsSpecial ? PercentEncoding.SpecialQuerySafe : PercentEncoding.QuerySafe;
        // The document's charset is for the schemes that HTML knew when it was made; the others are always UTF-8.
        if (_queryEncoder is null || _parts.Scheme is UrlScheme.Other or UrlScheme.Ws or UrlScheme.Wss)
            PercentEncoding.Append(ref _out, query, safe);
        else
            _queryEncoder.Append(ref _out, query, safe);
    }
}
