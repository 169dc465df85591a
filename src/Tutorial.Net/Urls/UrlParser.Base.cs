namespace Tutorial.Net;

/// <summary>What a relative reference takes from the base: always a run from the start of its serialisation.</summary>
internal ref partial struct UrlParser
{
    /// <summary>Takes the base's first <paramref name="length"/> chars and the components that lie in them.</summary>
    private void CopyBase(int length)
    {
        _parts = _base!.Parts;
        if (_parts.FragmentStart >= length)
            _parts.FragmentStart = -1;
        if (_parts.QueryStart >= length)
            _parts.QueryStart = -1;
        _out.Append(_base.Href.AsSpan(0, length));
    }

    /// <summary>For a reference that is empty or starts with a query or a fragment.</summary>
    private void CopyBaseForQuery(ReadOnlySpan<char> rest)
    {
        int length = _base!.Href.Length;
        CopyBase(!rest.IsEmpty && rest[0] == '?' ? _base.Parts.PathEnd(length) : _base.Parts.QueryEnd(length));
    }

    /// <summary>Takes everything up to the last segment of the base's path, which the reference replaces.</summary>
    private void CopyBaseDirectory()
    {
        UrlRecord url = _base!;
        CopyBase(url.Parts.AuthorityEnd);
        ReadOnlySpan<char> path = url.Parts.Path(url.Href);
        int slash = path.LastIndexOf('/');
        bool driveOnly = url.Scheme == UrlScheme.File && slash == 0 && IsNormalizedDrive(path[1..]);
        _out.Append(driveOnly ? path : path[..Math.Max(slash, 0)]);
    }
}
