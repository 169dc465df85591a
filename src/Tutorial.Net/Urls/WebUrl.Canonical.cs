namespace Tutorial.Net;

public sealed partial class WebUrl
{
    /// <summary>
    /// The URL that stands for this one and for all that most likely lead to the same: for telling whether a page was seen before. It is
    /// for comparing and not for fetching, since a server may tell apart what this does not.
    /// </summary>
    /// <remarks>
    /// <para>Of any URL the fragment is left out. Of one with http, https, ws, wss, ftp or file, moreover:</para>
    /// <list type="bullet">
    /// <item>In path and query an escape of a letter, a digit or one of <c>- . _ ~</c> is that character (<c>%7E</c> is <c>~</c>), and
    /// every other escape has capital digits (<c>%2f</c> is <c>%2F</c>); a <c>%</c> that starts none is <c>%25</c>.</item>
    /// <item>In the query <c>%20</c> is <c>+</c>, since both are a space in what a form sends.</item>
    /// <item>The query's parameters, the pieces between its <c>&amp;</c>, are sorted by name, then by value, byte by byte. Pieces without
    /// anything in them are left out, and so is a query of which nothing is left.</item>
    /// </list>
    /// <para>Parameters that occur twice stay, <c>a</c> and <c>a=</c> stay different, and so do all hosts, <c>www.</c> included. It is what
    /// w3lib's <c>canonicalize_url</c> does, which scrapy tells requests apart by, but for that. The result of this is its own result.</para>
    /// <para>Where escapes would make it longer than <see cref="MaxLength"/>, only the fragment is left out.</para>
    /// </remarks>
    /// <returns>The canonical URL; this one if it is that.</returns>
    /// <example>
    /// <code>
    /// WebUrl url = WebUrl.Parse("http://example.com/%7euser?b=2&amp;&amp;a=1#top");
    /// Console.WriteLine(url.Canonicalize()); // http://example.com/~user?a=1&amp;b=2
    /// </code>
    /// </example>
    public WebUrl Canonicalize()
    {
        if (!_parts.IsSpecial)
            return LeaveFragmentOut();
        var output = default(ByteBuffer);
        ReadOnlySpan<byte> href = Utf8;
        output.Append(href[.._parts.PathStart]);
        AppendCanonical(ref output, href[_parts.PathRange], isQuery: false);
        var query = default(ByteBuffer);
        AppendCanonical(ref query, href[_parts.QueryRange], isQuery: true);
        AppendSorted(ref output, query.Written);
        WebUrl canonical = output.Length > MaxLength ? LeaveFragmentOut()
            : output.Written.SequenceEqual(href) ? this : UrlParser.Parse(output.Written)!;
        query.Dispose();
        output.Dispose();
        return canonical;
    }

    private WebUrl LeaveFragmentOut() => _parts.QueryEnd == _parts.End ? this : UrlParser.Parse(WithoutFragment)!;

    private static void AppendCanonical(ref ByteBuffer output, ReadOnlySpan<byte> text, bool isQuery)
    {
        while (true)
        {
            int escape = text.IndexOf((byte)'%');
            output.Append(escape < 0 ? text : text[..escape]);
            if (escape < 0)
                return;
            text = text[escape..];
            // One that starts no escape means itself, and might start one once what follows is decoded.
            bool isEscape = PercentEncoding.TryDecode(text, out byte value);
            if (!isEscape)
                output.Append("%25"u8);
            else if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
                output.Append(value);
            else if (isQuery && value == ' ')
                output.Append((byte)'+');
            else
                output.AppendPercent(value);
            text = text[(isEscape ? 3 : 1)..];
        }
    }

    /// <param name="output">Where to.</param>
    /// <param name="query">Empty, or starts with its mark.</param>
    private static void AppendSorted(ref ByteBuffer output, ReadOnlySpan<byte> query)
    {
        query = query.IsEmpty ? query : query[1..];
        var parameters = new List<byte[]>();
        foreach (Range range in query.Split((byte)'&'))
        {
            if (query[range] is { IsEmpty: false } parameter)
                parameters.Add(parameter.ToArray());
        }

        parameters.Sort(CompareParameters);
        for (int i = 0; i < parameters.Count; i++)
        {
            output.Append((byte)(i == 0 ? '?' : '&'));
            output.Append(parameters[i]);
        }
    }

    private static int CompareParameters(byte[] left, byte[] right)
    {
        int byName = Name(left).SequenceCompareTo(Name(right));
        return byName != 0 ? byName : left.AsSpan().SequenceCompareTo(right);

        static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> parameter) =>
            parameter.IndexOf((byte)'=') is var equals and >= 0 ? parameter[..equals] : parameter;
    }
}
