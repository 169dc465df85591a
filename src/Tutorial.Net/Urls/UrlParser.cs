using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Tutorial.Net;

/// <summary>
/// The basic URL parser of the URL standard (https://url.spec.whatwg.org/, read in 2026), what a browser's <c>new URL</c> and
/// <c>href</c> do. It reads UTF-8 and writes the serialisation, which is ASCII, straight into one buffer: the components come in the
/// order in which they are serialised, so nothing is stored apart.
/// </summary>
/// <remarks>
/// The standard walks one code point at a time through states with a pointer that steps back; here every state takes the run
/// that it would have consumed. Time and memory grow with the input's length, nothing throws on any input.
/// </remarks>
internal ref partial struct UrlParser
{
    private static readonly SearchValues<byte> TabOrNewline = SearchValues.Create("\t\n\r"u8);

    private readonly WebUrl? _base;
    private readonly QueryEncoder? _queryEncoder;
    private readonly ref ByteBuffer _out;
    private UrlParts _parts;
    private UrlError _error;

    private UrlParser(WebUrl? baseUrl, QueryEncoder? queryEncoder, ref ByteBuffer output)
    {
        _base = baseUrl;
        _queryEncoder = queryEncoder;
        _out = ref output;
    }

    /// <summary>Resolves <paramref name="input"/> to an absolute URL. Allocates nothing but for a host that is not ASCII.</summary>
    /// <param name="input">The reference as it stands in the document: white space around it and line breaks in it are allowed, and what
    /// is no UTF-8 becomes U+FFFD.</param>
    /// <param name="baseUrl">The document's base, parsed once; null: <paramref name="input"/> must be absolute.</param>
    /// <param name="queryEncoder">Puts the query into the document's charset; null: UTF-8.</param>
    /// <param name="output">Its content is replaced by the serialised URL. <paramref name="input"/> may not lie in it.</param>
    /// <param name="parts">Where the components lie.</param>
    /// <returns>False where the standard says failure; <paramref name="output"/> holds nothing of use then.</returns>
    public static bool TryResolve(
        ReadOnlySpan<byte> input, WebUrl? baseUrl, QueryEncoder? queryEncoder, ref ByteBuffer output, out UrlParts parts)
    {
        if (!TryPlan(input, baseUrl, out int front, out parts))
            return ResolveFully(input, baseUrl, queryEncoder, ref output, out parts) == UrlError.None;
        output.Length = 0;
        if (front > 0)
            output.Append(baseUrl!.Utf8[..front]);
        output.Append(input);
        return true;
    }

    /// <summary>The standard's algorithm, without the shortcut of
    /// <see cref="TryPlan(ReadOnlySpan{byte}, in UrlShape, WebUrl?, out int)"/>.</summary>
    public static UrlError ResolveFully(
        ReadOnlySpan<byte> input, WebUrl? baseUrl, QueryEncoder? queryEncoder, ref ByteBuffer output, out UrlParts parts)
    {
        output.Length = 0;
        input = TrimControlOrSpace(input);
        byte[]? copy = input.ContainsAny(TabOrNewline) || !Utf8.IsValid(input) ? Clean(ref input) : null;
        var parser = new UrlParser(baseUrl, queryEncoder, ref output);
        bool parsed = parser.Run(input);
        parts = parser._parts;
        if (copy is not null)
            ArrayPool<byte>.Shared.Return(copy);
        return parsed ? UrlError.None : parser._error;
    }

    /// <summary>Parses <paramref name="input"/> as the form that writes bytes does.</summary>
    /// <returns>The URL, or null where the standard says failure.</returns>
    public static WebUrl? Parse(ReadOnlySpan<byte> input, WebUrl? baseUrl = null, QueryEncoder? queryEncoder = null) =>
        Resolve(input, baseUrl, queryEncoder, out string? href, out UrlParts parts) == UrlError.None ? new WebUrl(href!, parts) : null;

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, WebUrl?, QueryEncoder?)"/>
    public static WebUrl? Parse(ReadOnlySpan<char> input, WebUrl? baseUrl = null, QueryEncoder? queryEncoder = null) =>
        Resolve(input, baseUrl, queryEncoder, out string? href, out UrlParts parts) == UrlError.None ? new WebUrl(href!, parts) : null;

    /// <summary>The same into a string.</summary>
    public static UrlError Resolve(
        ReadOnlySpan<byte> input, WebUrl? baseUrl, QueryEncoder? queryEncoder, out string? href, out UrlParts parts)
    {
        if (TryPlan(input, baseUrl, out int front, out parts))
        {
            href = Join(front == 0 ? "" : baseUrl!.Href.AsSpan(0, front), input);
            return UrlError.None;
        }

        var output = default(ByteBuffer);
        UrlError error = ResolveFully(input, baseUrl, queryEncoder, ref output, out parts);
        href = error == UrlError.None ? Join("", output.Written) : null;
        output.Dispose();
        return error;
    }

    /// <summary>The same of chars; a lone surrogate becomes U+FFFD, as the standard's conversion to scalar values has it.</summary>
    [SkipLocalsInit]
    public static UrlError Resolve(
        ReadOnlySpan<char> input, WebUrl? baseUrl, QueryEncoder? queryEncoder, out string? href, out UrlParts parts)
    {
        const int MostBytes = 3; // of a char
        byte[]? rented = null;
        Span<byte> utf8 = input.Length <= 256
            ? stackalloc byte[256 * MostBytes]
            : rented = ArrayPool<byte>.Shared.Rent(checked(input.Length * MostBytes));
        int count = Encoding.UTF8.GetBytes(input, utf8);
        UrlError error = Resolve(utf8[..count], baseUrl, queryEncoder, out href, out parts);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return error;
    }

    /// <summary>The special scheme that <paramref name="name"/> names, whatever its case.</summary>
    private static UrlScheme SpecialScheme(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when Ascii.EqualsIgnoreCase(name, "ws"u8) => UrlScheme.Ws,
        3 when Ascii.EqualsIgnoreCase(name, "wss"u8) => UrlScheme.Wss,
        3 when Ascii.EqualsIgnoreCase(name, "ftp"u8) => UrlScheme.Ftp,
        4 when Ascii.EqualsIgnoreCase(name, "http"u8) => UrlScheme.Http,
        4 when Ascii.EqualsIgnoreCase(name, "file"u8) => UrlScheme.File,
        5 when Ascii.EqualsIgnoreCase(name, "https"u8) => UrlScheme.Https,
        _ => UrlScheme.Other,
    };

    private static ReadOnlySpan<byte> TrimControlOrSpace(ReadOnlySpan<byte> input)
    {
        int start = 0, end = input.Length;
        while (start < end && input[start] <= ' ')
            start++;
        while (end > start && input[end - 1] <= ' ')
            end--;
        return input[start..end];
    }

    /// <summary>Makes the input valid UTF-8 and takes tabs and line breaks out, in an array from the pool that is returned.</summary>
    private static byte[] Clean(ref ReadOnlySpan<byte> input)
    {
        if (!Utf8.IsValid(input))
            input = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(input));
        byte[] copy = ArrayPool<byte>.Shared.Rent(input.Length);
        int count = 0;
        foreach (byte c in input)
        {
            if (c is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                copy[count++] = c;
        }

        input = copy.AsSpan(0, count);
        return copy;
    }

    /// <summary>One string of both.</summary>
    private static string Join(ReadOnlySpan<char> front, ReadOnlySpan<byte> ascii) =>
        string.Create(front.Length + ascii.Length, new Halves(front, ascii), static (text, halves) =>
        {
            halves.Front.CopyTo(text);
            Ascii.ToUtf16(halves.Ascii, text[halves.Front.Length..], out _);
        });

    private readonly ref struct Halves(ReadOnlySpan<char> front, ReadOnlySpan<byte> ascii)
    {
        public readonly ReadOnlySpan<char> Front = front;
        public readonly ReadOnlySpan<byte> Ascii = ascii;
    }

    private bool Fail(UrlError error)
    {
        _error = error;
        return false;
    }
}
