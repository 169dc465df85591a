namespace Tutorial.Net;

/// <summary>The states from the start of the input to where the path begins.</summary>
internal ref partial struct UrlParser
{
    private bool Run(ReadOnlySpan<byte> input)
    {
        int colon = SchemeLength(input);
        if (colon >= 0)
            return AfterScheme(input[..colon], input[(colon + 1)..]);
        if (_base is null)
            return Fail(UrlError.NoScheme);
        if (!_base.Parts.HasOpaquePath)
            return _base.Parts.Scheme == UrlScheme.File ? FileState(input) : RelativeState(input);
        // Only a fragment can be relative to mailto:, data: and their like.
        if (input.IsEmpty || input[0] != '#')
            return Fail(UrlError.BaseIsOpaque);
        CopyBase(_base.Parts.QueryEnd);
        return QueryAndFragment(input);
    }

    /// <summary>The index of the colon that ends a scheme, or -1 if the input starts with none.</summary>
    private static int SchemeLength(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty || !char.IsAsciiLetter((char)input[0]))
            return -1;
        for (int i = 1; i < input.Length; i++)
        {
            byte c = input[i];
            if (c == ':')
                return i;
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'+' or (byte)'-' or (byte)'.'))
                return -1;
        }

        return -1;
    }

    private bool AfterScheme(ReadOnlySpan<byte> name, ReadOnlySpan<byte> rest)
    {
        UrlScheme scheme = SpecialScheme(name);
        if (scheme == UrlScheme.File)
            return FileState(rest);
        if (scheme != UrlScheme.Other && _base is not null && _base.Parts.Scheme == scheme && !rest.StartsWith("//"u8))
            return RelativeState(rest);

        _parts.Scheme = scheme;
        _out.AppendLower(name);
        _out.Append((byte)':');
        _parts.SchemeEnd = _parts.UsernameEnd = _parts.HostStart = _parts.HostEnd = _parts.AuthorityEnd = _out.Length;
        if (scheme != UrlScheme.Other)
            return AuthorityAfterSlashes(rest);
        if (rest.StartsWith("//"u8))
            return AuthorityState(rest[2..]);
        return rest.StartsWith((byte)'/') ? PathState(rest[1..]) : OpaquePathState(rest);
    }

    /// <summary>Special schemes need no slash and take any number of either kind.</summary>
    private bool AuthorityAfterSlashes(ReadOnlySpan<byte> rest)
    {
        int host = rest.IndexOfAnyExcept((byte)'/', (byte)'\\');
        return AuthorityState(host < 0 ? default : rest[host..]);
    }

    private bool RelativeState(ReadOnlySpan<byte> rest)
    {
        _parts = _base!.Parts;
        if (StartsWithSlash(rest))
            return RelativeSlashState(rest[1..]);
        if (IsPathless(rest))
            return CopyBaseForQuery(rest);
        CopyBaseDirectory();
        return PathState(rest);
    }

    private bool RelativeSlashState(ReadOnlySpan<byte> rest)
    {
        bool second = StartsWithSlash(rest);
        CopyBase(second ? _parts.SchemeEnd : _parts.AuthorityEnd);
        if (!second)
            return PathState(rest);
        return _parts.IsSpecial ? AuthorityAfterSlashes(rest) : AuthorityState(rest[1..]);
    }

    private bool FileState(ReadOnlySpan<byte> rest)
    {
        WebUrl? url = _base is { Parts.Scheme: UrlScheme.File } ? _base : null;
        _parts.Scheme = UrlScheme.File;
        if (StartsWithSlash(rest))
            return FileSlashState(rest[1..], url);
        if (url is null)
        {
            StartFile();
            return PathState(rest);
        }

        if (IsPathless(rest))
            return CopyBaseForQuery(rest);
        if (StartsWithDriveLetter(rest))
            CopyBase(url.Parts.AuthorityEnd);
        else
            CopyBaseDirectory();
        return PathState(rest);
    }

    private bool FileSlashState(ReadOnlySpan<byte> rest, WebUrl? url)
    {
        if (StartsWithSlash(rest))
            return FileHostState(rest[1..]);
        if (url is null)
        {
            StartFile();
            return PathState(rest);
        }

        CopyBase(url.Parts.AuthorityEnd);
        ReadOnlySpan<byte> path = url.Utf8[url.Parts.PathRange];
        if (!StartsWithDriveLetter(rest) && path.Length >= 3 && IsNormalizedDrive(path[1..3]) && (path.Length == 3 || path[3] == '/'))
            _out.Append(path[..3]);
        return PathState(rest);
    }

    private bool FileHostState(ReadOnlySpan<byte> rest)
    {
        StartFile();
        int end = rest.IndexOfAny(AuthorityEndSpecial);
        ReadOnlySpan<byte> host = end < 0 ? rest : rest[..end];
        // file://C:/x: what stands in the host's place is a drive, and the path starts with it.
        if (host.Length == 2 && IsDriveLetter(host))
            return PathState(rest);
        if (!host.IsEmpty)
        {
            if (!UrlHost.TryAppend(ref _out, host))
                return Fail(UrlError.BadHost);
            if (_out.Written[_parts.HostStart..].SequenceEqual("localhost"u8))
                _out.Length = _parts.HostStart;
            _parts.HostEnd = _parts.AuthorityEnd = _out.Length;
        }

        return PathStartState(end < 0 ? default : rest[end..]);
    }

    private void StartFile()
    {
        _out.Append("file://"u8);
        _parts.HasHost = true;
        _parts.SchemeEnd = "file:".Length;
        _parts.UsernameEnd = _parts.HostStart = _parts.HostEnd = _parts.AuthorityEnd = _out.Length;
    }

    /// <summary>Takes the base's first <paramref name="length"/> bytes and the components that lie in them.</summary>
    private void CopyBase(int length)
    {
        _parts = _base!.Parts;
        _out.Append(_base.Utf8[..length]);
    }

    /// <summary>For a reference that is empty or starts with a query or a fragment.</summary>
    private bool CopyBaseForQuery(ReadOnlySpan<byte> rest)
    {
        CopyBase(rest.StartsWith((byte)'?') ? _base!.Parts.PathEnd : _base!.Parts.QueryEnd);
        return QueryAndFragment(rest);
    }

    /// <summary>Takes everything up to the last segment of the base's path, which the reference replaces.</summary>
    private void CopyBaseDirectory()
    {
        CopyBase(_base!.Parts.AuthorityEnd);
        ReadOnlySpan<byte> path = _base.Utf8[_parts.PathRange];
        int slash = path.LastIndexOf((byte)'/');
        bool driveOnly = _parts.Scheme == UrlScheme.File && slash == 0 && IsNormalizedDrive(path[1..]);
        _out.Append(driveOnly ? path : path[..Math.Max(slash, 0)]);
    }

    /// <summary>Whether nothing of a path comes before the query or fragment, if there are any.</summary>
    private static bool IsPathless(ReadOnlySpan<byte> rest) => rest.IsEmpty || rest[0] is (byte)'?' or (byte)'#';

    private readonly bool StartsWithSlash(ReadOnlySpan<byte> rest) =>
        !rest.IsEmpty && (rest[0] == '/' || (rest[0] == '\\' && _parts.IsSpecial));

    private static bool IsDriveLetter(ReadOnlySpan<byte> two) => char.IsAsciiLetter((char)two[0]) && two[1] is (byte)':' or (byte)'|';

    private static bool IsNormalizedDrive(ReadOnlySpan<byte> segment) => segment.Length == 2 && IsDriveLetter(segment) && segment[1] == ':';

    private static bool StartsWithDriveLetter(ReadOnlySpan<byte> text) =>
        text.Length >= 2 && IsDriveLetter(text) && (text.Length == 2 || text[2] is (byte)'/' or (byte)'\\' or (byte)'?' or (byte)'#');
}
