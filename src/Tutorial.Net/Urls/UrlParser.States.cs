namespace Tutorial.Net;

/// <summary>The states from the start of the input to where the path begins.</summary>
internal ref partial struct UrlParser
{
    private bool Run(ReadOnlySpan<char> input)
    {
        int colon = SchemeLength(input);
        if (colon >= 0)
            return AfterScheme(input[..colon], input[(colon + 1)..]);
        if (_base is null)
            return false;
        if (_base.HasOpaquePath)
        {
            // Only a fragment can be relative to mailto:, data: and their like.
            if (input.IsEmpty || input[0] != '#')
                return false;
            CopyBase(_base.Parts.QueryEnd(_base.Href.Length));
            return QueryAndFragment(input);
        }

        return _base.Scheme == UrlScheme.File ? FileState(input) : RelativeState(input);
    }

    /// <summary>The index of the colon that ends a scheme, or -1 if the input starts with none.</summary>
    private static int SchemeLength(ReadOnlySpan<char> input)
    {
        if (input.IsEmpty || !char.IsAsciiLetter(input[0]))
            return -1;
        for (int i = 1; i < input.Length; i++)
        {
            char c = input[i];
            if (c == ':')
                return i;
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
                return -1;
        }

        return -1;
    }

    private bool AfterScheme(ReadOnlySpan<char> name, ReadOnlySpan<char> rest)
    {
        UrlScheme scheme = SpecialScheme(name);
        if (scheme == UrlScheme.File)
            return FileState(rest);
        if (scheme != UrlScheme.Other && _base is not null && _base.Scheme == scheme && !rest.StartsWith("//", StringComparison.Ordinal))
            return RelativeState(rest);

        _parts.Scheme = scheme;
        _out.AppendLower(name);
        _out.Append(':');
        _parts.SchemeEnd = _parts.UsernameEnd = _parts.HostStart = _parts.HostEnd = _parts.AuthorityEnd = _out.Length;
        if (scheme != UrlScheme.Other)
            return AuthorityAfterSlashes(rest);
        if (rest.StartsWith("//", StringComparison.Ordinal))
            return AuthorityState(rest[2..]);
        return rest.StartsWith('/') ? PathState(rest[1..]) : OpaquePathState(rest);
    }

    /// <summary>Special schemes need no slash and take any number of either kind.</summary>
    private bool AuthorityAfterSlashes(ReadOnlySpan<char> rest)
    {
        int host = rest.IndexOfAnyExcept('/', '\\');
        return AuthorityState(host < 0 ? default : rest[host..]);
    }

    private bool RelativeState(ReadOnlySpan<char> rest)
    {
        UrlRecord url = _base!;
        if (!rest.IsEmpty && (rest[0] == '/' || (rest[0] == '\\' && url.Parts.IsSpecial)))
            return RelativeSlashState(rest[1..]);
        if (rest.IsEmpty || rest[0] is '?' or '#')
        {
            CopyBaseForQuery(rest);
            return QueryAndFragment(rest);
        }

        CopyBaseDirectory();
        return PathState(rest);
    }

    private bool RelativeSlashState(ReadOnlySpan<char> rest)
    {
        UrlRecord url = _base!;
        bool second = !rest.IsEmpty && (rest[0] == '/' || (rest[0] == '\\' && url.Parts.IsSpecial));
        if (!second)
        {
            CopyBase(url.Parts.AuthorityEnd);
            return PathState(rest);
        }

        _parts.Scheme = url.Scheme;
        _out.Append(url.Href.AsSpan(0, url.Parts.SchemeEnd));
        _parts.SchemeEnd = url.Parts.SchemeEnd;
        return _parts.IsSpecial ? AuthorityAfterSlashes(rest) : AuthorityState(rest[1..]);
    }

    private bool FileState(ReadOnlySpan<char> rest)
    {
        UrlRecord? url = _base is { Scheme: UrlScheme.File } ? _base : null;
        if (!rest.IsEmpty && rest[0] is '/' or '\\')
            return FileSlashState(rest[1..], url);
        if (url is null)
        {
            StartFile();
            return PathState(rest);
        }

        if (rest.IsEmpty || rest[0] is '?' or '#')
        {
            CopyBaseForQuery(rest);
            return QueryAndFragment(rest);
        }

        if (StartsWithDriveLetter(rest))
            CopyBase(url.Parts.AuthorityEnd);
        else
            CopyBaseDirectory();
        return PathState(rest);
    }

    private bool FileSlashState(ReadOnlySpan<char> rest, UrlRecord? url)
    {
        if (!rest.IsEmpty && rest[0] is '/' or '\\')
            return FileHostState(rest[1..]);
        if (url is null)
        {
            StartFile();
            return PathState(rest);
        }

        CopyBase(url.Parts.AuthorityEnd);
        ReadOnlySpan<char> path = url.Parts.Path(url.Href);
        if (!StartsWithDriveLetter(rest) && path.Length >= 3 && IsDriveLetter(path[1..3]) && path[2] == ':' && (path.Length == 3 || path[3] == '/'))
            _out.Append(path[..3]);
        return PathState(rest);
    }

    private bool FileHostState(ReadOnlySpan<char> rest)
    {
        StartFile();
        int end = rest.IndexOfAny(AuthorityEndSpecial);
        ReadOnlySpan<char> host = end < 0 ? rest : rest[..end];
        // file://C:/x: what stands in the host's place is a drive, and the path starts with it.
        if (host.Length == 2 && IsDriveLetter(host))
            return PathState(rest);
        if (!host.IsEmpty)
        {
            if (!AppendHost(host))
                return false;
            if (_out.Written[_parts.HostStart..].SequenceEqual("localhost"))
                _out.Length = _parts.HostStart;
            _parts.HostEnd = _parts.AuthorityEnd = _out.Length;
        }

        return PathStartState(end < 0 ? default : rest[end..]);
    }

    private bool PathStartState(ReadOnlySpan<char> rest)
    {
        if (!rest.IsEmpty && IsSlash(rest[0]))
            return PathState(rest[1..]);
        // Special schemes always have a path; the others may have none between host and query.
        if (_parts.IsSpecial || (!rest.IsEmpty && rest[0] is not ('?' or '#')))
            return PathState(rest);
        return FinishPath(rest);
    }

    private bool OpaquePathState(ReadOnlySpan<char> rest)
    {
        _parts.HasOpaquePath = true;
        _parts.PathStart = _out.Length;
        int end = rest.IndexOfAny('?', '#');
        ReadOnlySpan<char> path = end < 0 ? rest : rest[..end];
        // A space just before ? or # would be lost when the query or fragment is set to nothing later.
        bool space = end > 0 && path[^1] == ' ';
        PercentEncoding.Append(ref _out, space ? path[..^1] : path, PercentEncoding.ControlSafe);
        if (space)
            _out.Append("%20");
        return QueryAndFragment(end < 0 ? default : rest[end..]);
    }

    private void StartFile()
    {
        _out.Append("file://");
        _parts.Scheme = UrlScheme.File;
        _parts.HasHost = true;
        _parts.SchemeEnd = "file:".Length;
        _parts.UsernameEnd = _parts.HostStart = _parts.HostEnd = _parts.AuthorityEnd = _out.Length;
    }

    private static bool IsDriveLetter(ReadOnlySpan<char> two) => char.IsAsciiLetter(two[0]) && two[1] is ':' or '|';

    private static bool StartsWithDriveLetter(ReadOnlySpan<char> text) =>
        text.Length >= 2 && IsDriveLetter(text) && (text.Length == 2 || text[2] is '/' or '\\' or '?' or '#');
}
