namespace Tutorial.Net;

/// <summary>A parsed URL: its serialisation and where the components lie in it. Immutable, so any thread may read it.</summary>
internal sealed class UrlRecord
{
    private readonly UrlParts _parts;

    public UrlRecord(string href, in UrlParts parts)
    {
        Href = href;
        _parts = parts;
        DirectoryEnd = parts.PathStart + parts.Path(href).LastIndexOf('/') + 1;
    }

    public string Href { get; }

    public ref readonly UrlParts Parts => ref _parts;

    public bool HasOpaquePath => _parts.HasOpaquePath;

    public UrlScheme Scheme => _parts.Scheme;

    /// <summary>After the path's last slash: where a relative path goes on.</summary>
    public int DirectoryEnd { get; }

    public override string ToString() => Href;
}
