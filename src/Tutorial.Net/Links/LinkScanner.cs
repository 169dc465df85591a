using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>
/// Bytes of an HTML page in, links out, no I/O: write what was received (<see cref="GetMemory"/>, <see cref="Advance"/>), then take
/// what is there (<see cref="TryRead"/>); say when no more will come (<see cref="Complete"/>), and take the rest.
/// </summary>
/// <remarks>
/// <para>The page is read as the HTML standard tells a browser to (https://html.spec.whatwg.org/, tokenization), scripting off: what is
/// inside <c>noscript</c> counts, what is inside scripts and comments does not. However the bytes are cut, the same links come
/// out.</para>
/// <para>A link comes out as soon as the last byte of its tag is in (with <see cref="LinkExtractorOptions.IncludeText"/>, of its
/// end tag). It is resolved against the base known by then: a <c>base</c> or a robots <c>meta</c> that comes later counts for what
/// follows it. <see cref="LinkExtractor.Extract(string, PageAddress?)"/> knows the whole page and has it right in any order.</para>
/// <para>The charset is told by a byte order mark, else by the caller, else by the standard's prescan of the first 1,024 bytes for a
/// <c>meta</c>, else by <see cref="LinkExtractorOptions.FallbackCharset"/>. Until it is known, what is ASCII is read already. Where
/// neither mark nor caller told it, a <c>meta</c> that comes later and names another counts for what follows its tag; a browser, and
/// <see cref="LinkExtractor.Extract(ReadOnlySpan{byte}, PageAddress?, string?)"/>, read the page anew.</para>
/// <para>Memory is bounded whatever the page holds: of an unfinished tag only the attributes that matter are kept, each up to
/// <see cref="LinkExtractorOptions.MaxAttributeLength"/>. Read after every write: what is written and not read is kept, of course.</para>
/// <para>Not thread-safe.</para>
/// </remarks>
/// <example><code>
/// using var scanner = new LinkScanner(documentUri: "http://example.com/");
/// foreach (string piece in (string[])["&lt;a hre", "f=b&gt;&lt;img s", "rc=c"])
/// {
///     scanner.Write(Encoding.UTF8.GetBytes(piece)); // BuffersExtensions.Write; GetSpan and Advance do without the copy
///     while (scanner.TryRead(out Link? link))
///         Console.WriteLine(link.Url); // http://example.com/b; the img never ends, and is none
/// }
///
/// scanner.Complete();
/// while (scanner.TryRead(out Link? link))
///     Console.WriteLine(link.Url);
/// </code></example>
public sealed class LinkScanner : IBufferWriter<byte>, IDisposable
{
    private const int BufferSize = 16_384;
    private readonly LinkPlan _plan;
    private readonly ByteWindow _window = new(BufferSize);
    private readonly PageReader _reader;
    private long _received;
    /// <summary>What is left of the space last handed out.</summary>
    private int _room;
    private bool _tooLarge;
    private bool _completed;
    private bool _disposed;

    /// <summary>A scanner for one page.</summary>
    /// <param name="options">What to take; null takes every link.</param>
    /// <param name="documentUri">The page's address, which relative URLs are relative to; null leaves those as they stand.</param>
    /// <param name="charset">The charset that came with the page, as a label of the Encoding standard; an unknown one counts as
    /// none.</param>
    /// <exception cref="ArgumentException">The options ask for <see cref="LinkExtractorOptions.Within"/>, or the address is
    /// no absolute URL.</exception>
    public LinkScanner(LinkExtractorOptions? options = null, PageAddress? documentUri = null, string? charset = null)
        : this((options ?? LinkExtractorOptions.Default).Plan, documentUri?.ToWebUrl(nameof(documentUri)), charset)
    {
        if (options?.Within is not null)
            throw new ArgumentException("A selector (Within) needs the whole page; use LinkExtractor.", nameof(options));
    }

    internal LinkScanner(LinkPlan plan, WebUrl? documentUrl, string? charset, bool isXml = false)
    {
        _plan = plan;
        _reader = new PageReader(plan, documentUrl, charset, isXml);
    }

    /// <summary>Whether <see cref="Complete"/> was called and a read has said since that there is no more.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>The page's encoding as the Encoding standard calls it, as <c>UTF-8</c>; null while it is not known.</summary>
    public string? Charset => _reader.Encoding?.Name;

    /// <summary>
    /// Values that were left out because they are longer than <see cref="LinkExtractorOptions.MaxAttributeLength"/>, and those cut short:
    /// lists (<c>srcset</c>, <c>ping</c>, style sheets) whose links, resolved, come to more than 4 Mi characters in one tag, and
    /// <c>style</c> elements of more than 4 MiB.
    /// </summary>
    public long SkippedValues => _reader.SkippedValues;

    /// <summary>Whether a meta named another charset than what came before it was read in.</summary>
    internal bool HasLateCharset => _reader.HasLateCharset;

    /// <summary>What the page said about all of its links, if it said it after the first of them.</summary>
    internal PageFacts? LateFacts => _reader.LateFacts;

    /// <summary>
    /// Free space for at least <paramref name="sizeHint"/> bytes (0: for a receive), valid until the next call of any member.
    /// </summary>
    /// <param name="sizeHint">How many bytes are wanted at least; 0, the default, for a receive.</param>
    /// <exception cref="InvalidOperationException"><see cref="Complete"/> was called.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sizeHint"/> is negative.</exception>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        ThrowIfNotWritable();
        Span<byte> room = _window.GetSpan(sizeHint);
        _room = room.Length;
        return room;
    }

    /// <inheritdoc cref="GetSpan"/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfNotWritable();
        Memory<byte> room = _window.GetMemory(sizeHint);
        _room = room.Length;
        return room;
    }

    /// <summary>Says that <paramref name="count"/> bytes were written into the space last handed out.</summary>
    /// <param name="count">How many bytes of the space were written, from its start.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than that space holds.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Complete"/> was called.</exception>
    public void Advance(int count)
    {
        ThrowIfNotWritable();
        if ((uint)count > (uint)_room)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"Between 0 and the {_room} bytes that were handed out to write into.");
        _room -= count;
        // What is beyond the limit is not kept: the exception comes where its links would.
        int taken = (int)Math.Min(count, _plan.MaxBytes - _received);
        _window.Advance(taken);
        _received += taken;
        _reader.Observe(_window.UnreadSpan[^taken..]);
        if (taken == count)
            return;
        _tooLarge = true;
        _reader.Complete();
    }

    /// <summary>Says that no more bytes will come. Idempotent.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _completed = true;
        _reader.Complete();
    }

    /// <summary>Takes the next link; false when there is none in what was written so far.</summary>
    /// <param name="link">The link, which stays valid.</param>
    /// <exception cref="LinkLimitException">The page has more bytes, links or characters of URLs than the options allow. All links up
    /// to there have been handed out, and every further call throws again.
    /// </exception>
    /// <exception cref="System.Text.RegularExpressions.RegexMatchTimeoutException">A filter's expression took too long; that link
    /// is lost, with those behind it in its tag or its style sheet. The next call goes on with the rest of the page.</exception>
    public bool TryRead([NotNullWhen(true)] out Link? link)
    {
        link = TryReadRef(out LinkRef found) ? found.ToLink() : null;
        return link is not null;
    }

    /// <summary>Takes the next link as bytes, without any string; false when there is none in what was written so far.</summary>
    /// <param name="link">The link, valid until the next call of any member.</param>
    /// <inheritdoc cref="TryRead" path="/exception"/>
    public bool TryReadRef(out LinkRef link)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (_reader.Links.IsEmpty)
        {
            bool isOn = _reader.Read(_window.UnreadSpan, out int used, _tooLarge);
            _window.Consume(used);
            if (isOn)
                continue;
            if (_tooLarge)
                throw new LinkLimitException(nameof(_plan.MaxBytes), _plan.MaxBytes, $"The page has more than {_plan.MaxBytes} bytes");
            IsCompleted = _completed;
            link = default;
            return false;
        }

        link = _reader.Links.Take();
        return true;
    }

    /// <summary>Gives the buffers back. Idempotent; the other methods throw <see cref="ObjectDisposedException"/> afterwards.</summary>
    public void Dispose()
    {
        _disposed = true;
        _window.Dispose();
        _reader.Dispose();
    }

    private void ThrowIfNotWritable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_completed)
            throw new InvalidOperationException("Complete was called: no more bytes can be written.");
    }
}
