namespace Tutorial.Net;

/// <summary>The links of a page as bytes, for one <c>foreach</c>: see <see cref="LinkExtractor.Enumerate"/>.</summary>
public readonly ref struct LinkRefEnumerable
{
    private readonly ReadOnlySpan<byte> _html;
    private readonly LinkPlan _plan;
    private readonly WebUrl? _documentUrl;
    private readonly string? _charset;

    internal LinkRefEnumerable(ReadOnlySpan<byte> html, LinkPlan plan, WebUrl? documentUrl, string? charset)
    {
        _html = html;
        _plan = plan;
        _documentUrl = documentUrl;
        _charset = charset;
    }

    /// <summary>Begins to read the page.</summary>
    public Enumerator GetEnumerator() => new(_html, _plan, _documentUrl, _charset);

    /// <summary>Reads the page; disposed of by <c>foreach</c>, which gives its buffers back.</summary>
    public ref struct Enumerator : IDisposable
    {
        private readonly PageReader _reader;
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> html, LinkPlan plan, WebUrl? documentUrl, string? charset)
        {
            _reader = new PageReader(html, plan, charset, null, new LinkCollector(plan, documentUrl));
            _rest = html[_reader.Mark..];
        }

        /// <summary>The link at hand, valid until the next <see cref="MoveNext"/>.</summary>
        public LinkRef Current { get; private set; }

        /// <summary>Reads on to the next link; false after the last.</summary>
        /// <exception cref="LinkLimitException">The page has more links or characters of URLs than the options allow.</exception>
        /// <exception cref="System.Text.RegularExpressions.RegexMatchTimeoutException">A filter's expression took too long.</exception>
        public bool MoveNext()
        {
            while (_reader.Links.IsEmpty)
            {
                if (!_reader.Read(_rest, out int used))
                    return false;
                _rest = _rest[used..];
            }

            Current = _reader.Links.Take();
            return true;
        }

        /// <summary>Gives the buffers back.</summary>
        public readonly void Dispose() => _reader.Dispose();
    }
}
