using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Tutorial.Net;

/// <summary>
/// Which links to take from a page, and how much of it. The defaults take every link. Immutable once made, so one instance may serve
/// many pages and threads.
/// </summary>
/// <remarks>
/// Each value is checked where it is set: a number or a time out of its range throws <see cref="ArgumentOutOfRangeException"/>, a name
/// that cannot be one <see cref="ArgumentException"/>.
/// </remarks>
public sealed class LinkExtractorOptions
{
    /// <summary>
    /// How long one match of <see cref="Allow"/>, <see cref="Deny"/>, <see cref="AllowText"/> or <see cref="DenyText"/> may take if the
    /// expression itself sets no limit: 1 second.
    /// </summary>
    public static TimeSpan DefaultMatchTimeout { get; } = TimeSpan.FromSeconds(1);

    private static readonly SearchValues<char> NoName = SearchValues.Create(" \t\r\n\f/>=\0");

    private static readonly SearchValues<char> NoHost = SearchValues.Create("@?#\\");

    /// <summary>What the names of DNS are made of, and of those that are in use without being right. A URL may hold more.</summary>
    private static readonly SearchValues<char> InName = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private LinkPlan? _plan;
    private readonly SelectorProgram? _selector;

    /// <summary>The kinds to take; null (the default) takes all.</summary>
    /// <remarks>Copied, as a set: a kind named twice counts once.</remarks>
    /// <example><code>
    /// var extractor = new LinkExtractor(new LinkExtractorOptions { Kinds = [LinkKind.Hyperlink, LinkKind.Image] });
    /// </code></example>
    public IReadOnlyCollection<LinkKind>? Kinds
    {
        get => KindSet;
        init => KindSet = value?.ToFrozenSet();
    }

    /// <summary><see cref="Kinds"/> as the set that it is.</summary>
    internal FrozenSet<LinkKind>? KindSet { get; private init; }

    /// <summary>Takes only links whose <see cref="Link.Url"/> matches; null (the default) takes all.</summary>
    /// <remarks>
    /// An expression without a time-out of its own gets <see cref="DefaultMatchTimeout"/>, because the page's author chooses what it
    /// runs over. It is copied for that, and the copy is interpreted: to keep <see cref="RegexOptions.Compiled"/> or a generated
    /// expression, give it a time-out. Passing it throws <see cref="RegexMatchTimeoutException"/> to the reader of the links.
    /// </remarks>
    public Regex? Allow { get; init => field = WithTimeout(value); }

    /// <summary>
    /// Leaves out links whose <see cref="Link.Url"/> matches, also those that <see cref="Allow"/> takes; null (the default)
    /// none.
    /// </summary>
    /// <inheritdoc cref="Allow" path="/remarks"/>
    public Regex? Deny { get; init => field = WithTimeout(value); }

    /// <summary>
    /// Takes only links whose text matches, as <see cref="Link.Text"/> has it; one without a text, as all but those of <c>a</c> are, has
    /// an empty one. Null (the default) takes all. Implies <see cref="IncludeText"/>.
    /// </summary>
    /// <inheritdoc cref="Allow" path="/remarks"/>
    public Regex? AllowText { get; init => field = WithTimeout(value); }

    /// <summary>Leaves out links whose text matches; null (the default) none. Implies <see cref="IncludeText"/>.</summary>
    /// <inheritdoc cref="Allow" path="/remarks"/>
    public Regex? DenyText { get; init => field = WithTimeout(value); }

    /// <summary>Takes only links of these elements, as <c>a</c>; null (the default) takes those of all.</summary>
    /// <remarks>The names are those of <see cref="Link.Element"/>. What an element says about the page (<c>base</c>) counts all the
    /// same.</remarks>
    public IReadOnlyCollection<string>? AllowElements { get; init => field = Lower(value, nameof(AllowElements), ' '); }

    /// <summary>Leaves out links of these elements; null (the default) none.</summary>
    /// <inheritdoc cref="AllowElements" path="/remarks"/>
    public IReadOnlyCollection<string>? DenyElements { get; init => field = Lower(value, nameof(DenyElements), ' '); }

    /// <summary>Leaves out links of these attributes, as <c>ping</c>; null (the default) none.</summary>
    public IReadOnlyCollection<string>? DenyAttributes { get; init => field = Lower(value, nameof(DenyAttributes), ' '); }

    /// <summary>
    /// Leaves out what stands in elements that show code (<c>pre</c>, <c>code</c>, <c>samp</c>, <c>kbd</c>, <c>listing</c>): examples
    /// that nobody means to be followed. Default: no.
    /// </summary>
    public bool SkipCode { get; init; }

    /// <summary>
    /// Asked last, for each link that the other filters take; it sees the link before there is any string, with its text if
    /// <see cref="IncludeText"/> is set. Null (the default) takes all. It runs on the threads that read pages, and what it throws
    /// goes to them.
    /// </summary>
    /// <remarks>
    /// It must not remember what it was asked: where <see cref="LinkExtractor.Extract(string, PageAddress?)"/> reads a page once more (for a
    /// <c>base</c>, a robots <c>meta</c> or a charset that comes late), it is asked for the same links again, and only the last answers
    /// count. <see cref="Unique"/> remembers rightly.
    /// </remarks>
    /// <example><code>
    /// var options = new LinkExtractorOptions { Where = link =&gt; link.Url.Length &lt; 200 };
    /// </code></example>
    public LinkPredicate? Where { get; init; }

    /// <summary>
    /// Takes only URLs on these hosts and their subdomains: <c>example.com</c> takes <c>www.example.com</c>, too. Null: all.
    /// A name of other letters is taken as browsers write it in the URL: <c>bücher.example</c> is <c>xn--bcher-kva.example</c>.
    /// </summary>
    /// <exception cref="ArgumentException">A name that no host can have, as one with a star, or one with a port.</exception>
    public IReadOnlyCollection<string>? AllowDomains { get; init => field = Hosts(value, nameof(AllowDomains)); }

    /// <summary>Leaves out URLs on these hosts and their subdomains; null (the default) none.</summary>
    /// <inheritdoc cref="AllowDomains" path="/exception"/>
    public IReadOnlyCollection<string>? DenyDomains { get; init => field = Hosts(value, nameof(DenyDomains)); }

    /// <summary>
    /// Takes only URLs with these schemes, as <c>https</c>; null (the default) takes all, <c>javascript:</c> and <c>data:</c>
    /// included.
    /// </summary>
    /// <exception cref="ArgumentException">A scheme that no URL can have.</exception>
    public IReadOnlyCollection<string>? Schemes
    {
        get;
        init => field = Lower(value, nameof(Schemes), ':')?.Select(scheme => Scheme(scheme, nameof(Schemes))).ToArray();
    }

    /// <summary>
    /// A CSS selector: takes only links of elements that match it or are inside one that does. Null (the default) takes all.
    /// </summary>
    /// <remarks>
    /// The slow way: a selector needs the page's tree, which AngleSharp builds from the whole page at some 14 MB/s, and in quadratic
    /// time for a page that was made for it; hence <see cref="MaxDomBytes"/> and <see cref="DomTimeout"/>. Links come out only when
    /// the page is there. <see cref="LinkScanner"/> does not support it.
    /// <para>A tag counts where the tree builder put the element that it made of it: a tag that it dropped is inside nothing. The
    /// combinators, types, classes, identifiers, attributes, the structural pseudo-classes (<c>:nth-child()</c> and its like),
    /// <c>:not()</c>, <c>:is()</c>, <c>:where()</c>, <c>:has()</c> (not inside itself) and some more are supported; the exception
    /// says what is not, because a page could make it take forever, or because it needs a browser's window.</para>
    /// <para>Of a tag's attributes the selector sees the first 1,024.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The selector's syntax is wrong, or it holds what is not supported.</exception>
    public string? Within
    {
        get;
        init
        {
            _selector = value is null ? null : SelectorCompiler.Compile(value, nameof(Within));
            field = value;
        }
    }

    /// <summary>
    /// With <see cref="Within"/>, the largest page, in bytes: 1 to 1 GiB, default 4 MiB. More throws
    /// <see cref="LinkLimitException"/>.
    /// </summary>
    public int MaxDomBytes { get; init => field = InRange(value, 1, 1 << 30, nameof(MaxDomBytes)); } = 4 << 20;

    /// <summary>
    /// With <see cref="Within"/>, how long building the tree and matching the selector may take: above zero, default 5 seconds. More
    /// throws <see cref="TimeoutException"/>, within about a second of it for pages of the default <see cref="MaxDomBytes"/>.
    /// </summary>
    public TimeSpan DomTimeout
    {
        get;
        init => field = value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(DomTimeout), value, "A time above zero.");
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long <see cref="LinkExtractor.FetchAsync"/> may wait for the server, all in all, from the request over its redirects to the
    /// page's last byte: above zero, or <see cref="Timeout.InfiniteTimeSpan"/>. Default 100 seconds, as that of
    /// <see cref="HttpClient.Timeout"/>, which ends with the headers. More throws <see cref="TimeoutException"/>.
    /// </summary>
    /// <remarks>The time between two links that the caller spends on its own does not count.</remarks>
    public TimeSpan FetchTimeout
    {
        get;
        init => field = value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
            ? value
            : throw new ArgumentOutOfRangeException(nameof(FetchTimeout), value, "A time above zero, or Timeout.InfiniteTimeSpan.");
    } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// Takes each <see cref="Link.Url"/> once; the URLs handed out are remembered while the page lasts. Default: every
    /// occurrence.
    /// </summary>
    public bool Unique { get; init; }

    /// <summary>
    /// Whether an <c>a</c> gets its <see cref="Link.Text"/>; it then comes out at its end tag (at the next <c>a</c>, or the page's end,
    /// without one) instead of its start tag. Default: no.
    /// </summary>
    public bool IncludeText { get; init; }

    /// <summary>Whether to look for <c>url()</c> and <c>@import</c> in <c>style</c> elements and attributes. Default: no.</summary>
    public bool IncludeCss { get; init; }

    /// <summary>
    /// Names of further attributes that hold a URL, on any element, as <c>data-src</c>; their kind is <see cref="LinkKind.Other"/>.
    /// A name that ends in <c>srcset</c> holds a list as <c>srcset</c> does. At most 64 names of at most 256 ASCII characters. Default: none.
    /// </summary>
    public IReadOnlyCollection<string> CustomAttributes { get; init => field = Attributes(value, nameof(CustomAttributes)); } = [];

    /// <summary>
    /// The charset of a page that says nothing about its own: a label of the Encoding standard. Default <c>windows-1252</c>, as in
    /// browsers; pages known to be new are better off with <c>utf-8</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The Encoding standard knows no such label.</exception>
    public string FallbackCharset
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(FallbackCharset));
            FallbackEncoding = WebEncoding.Find(value)
                ?? throw new ArgumentException(
                    $"\"{value}\" is no label of the Encoding standard, as utf-8 or windows-1252.", nameof(FallbackCharset));
            field = value;
        }
    } = "windows-1252";

    /// <summary>
    /// The largest page, in bytes (after decompression): 1 or more, default 2 GiB. More throws <see cref="LinkLimitException"/>.
    /// </summary>
    public long MaxBytes { get; init => field = InRange(value, 1, long.MaxValue, nameof(MaxBytes)); } = 1L << 31;

    /// <summary>
    /// The most links of one page, after the filters: 1 or more. More throws <see cref="LinkLimitException"/>. Default
    /// <see cref="int.MaxValue"/>, because nothing here keeps links that were handed out.
    /// </summary>
    public int MaxLinks { get; init => field = InRange(value, 1, int.MaxValue, nameof(MaxLinks)); } = int.MaxValue;

    /// <summary>
    /// The longest attribute value, in bytes of the page: 16 to 128 MiB, default 64 KiB. A longer one is skipped, its links with it, and
    /// counted (<see cref="LinkScanner.SkippedValues"/>).
    /// </summary>
    public int MaxAttributeLength { get; init => field = InRange(value, 16, 128 << 20, nameof(MaxAttributeLength)); } = 65_536;

    /// <summary>
    /// What the resolved URLs of one page may come to, in characters: 1 or more, default 32 Mi (64 MiB of memory). More throws
    /// <see cref="LinkLimitException"/>.
    /// </summary>
    /// <remarks>
    /// Each relative URL repeats the page's <c>base</c>, so that without this limit a page of 200 KB could ask for gigabytes. Every URL
    /// counts that is resolved, also one that a filter or <see cref="Unique"/> leaves out; a page with half a million ordinary links
    /// stays below the default. While the base is longer than 4,096 characters, each URL counts at least as much as the base, because
    /// <c>..</c> takes time for all of it.
    /// </remarks>
    public long MaxUrlCharacters { get; init => field = InRange(value, 1, long.MaxValue, nameof(MaxUrlCharacters)); } = 32L << 20;

    internal static LinkExtractorOptions Default { get; } = new();

    /// <summary>What <see cref="FetchTimeout"/> is told by.</summary>
    internal TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal WebEncoding? FallbackEncoding { get; private init; }

    /// <summary>What the options come to, worked out once.</summary>
    internal LinkPlan Plan => _plan ??= MakePlan();

    /// <summary>What <see cref="Within"/> comes to; null without it.</summary>
    internal DomPlan? DomPlan => Within is null ? null : new DomPlan(Within, _selector!, DomTimeout);

    private LinkPlan MakePlan() => new()
    {
        Filter = new LinkFilter
        {
            Kinds = KindSet,
            Allow = Allow,
            Deny = Deny,
            AllowText = AllowText,
            DenyText = DenyText,
            AllowDomains = Bytes(AllowDomains),
            DenyDomains = Bytes(DenyDomains),
            Schemes = Bytes(Schemes),
            AllowElements = AllowElements?.ToFrozenSet(StringComparer.Ordinal),
            DenyElements = DenyElements?.ToFrozenSet(StringComparer.Ordinal),
            DenyAttributes = DenyAttributes?.ToFrozenSet(StringComparer.Ordinal),
            Where = Where,
        },
        CustomNames = [.. CustomAttributes],
        IncludeText = IncludeText || AllowText is not null || DenyText is not null,
        IncludeCss = IncludeCss,
        Unique = Unique,
        SkipCode = SkipCode,
        MaxBytes = MaxBytes,
        MaxLinks = MaxLinks,
        MaxAttributeLength = MaxAttributeLength,
        MaxUrlCharacters = MaxUrlCharacters,
        Fallback = FallbackEncoding,
    };

    private static byte[][]? Bytes(IReadOnlyCollection<string>? names) => names?.Select(Encoding.UTF8.GetBytes).ToArray();

    private static Regex? WithTimeout(Regex? regex) =>
        regex is null || regex.MatchTimeout != Regex.InfiniteMatchTimeout
            ? regex
            : new Regex(regex.ToString(), regex.Options & ~RegexOptions.Compiled, DefaultMatchTimeout);

    private static string[]? Hosts(IReadOnlyCollection<string>? hosts, string name) =>
        Lower(hosts, name, '/')?.Select(host => Host(host, name)).ToArray();

    /// <summary>The host as it stands in a resolved URL.</summary>
    private static string Host(string value, string name)
    {
        string host = value.Trim('.');
        bool isName = host.Length > 0 && !host.AsSpan().ContainsAny(NoHost) && (!host.Contains(':', StringComparison.Ordinal) || host.EndsWith(']'));
        host = isName && UrlParser.Parse($"http://{host}/") is { } url ? url.Href[url.Parts.HostRange] : "";
        return host.StartsWith('[') || (host.Length > 0 && !host.AsSpan().ContainsAnyExcept(InName))
            ? host
            : throw new ArgumentException(
                $"{name} holds \"{value}\", which is no host. Give one, as example.com: its subdomains are meant, too.", name);
    }

    /// <summary>A scheme that no URL can have would leave out, or let in, nothing.</summary>
    private static string Scheme(string value, string name) => UrlParser.Parse($"{value}:x") is not null
        ? value
        : throw new ArgumentException($"{name} holds \"{value}\", which is no scheme. Give one, as https.", name);

    private static string[]? Lower(IReadOnlyCollection<string>? values, string name, char forbidden)
    {
        foreach (string value in values ?? [])
        {
            if (string.IsNullOrWhiteSpace(value) || value.Contains(forbidden, StringComparison.Ordinal))
                throw new ArgumentException($"{name} holds \"{value}\"; give names only, without \"{forbidden}\".", name);
        }

        return values?.Select(value => value.Trim().ToLowerInvariant()).ToArray();
    }

    private static string[] Attributes(IReadOnlyCollection<string> names, string name)
    {
        ArgumentNullException.ThrowIfNull(names, name);
        if (names.Count > 64)
            throw new ArgumentOutOfRangeException(name, names.Count, "At most 64 names.");
        foreach (string attribute in names)
        {
            if (string.IsNullOrEmpty(attribute) || attribute.Length > 256 || attribute.AsSpan().ContainsAny(NoName) || !Ascii.IsValid(attribute))
                throw new ArgumentException($"{name} holds \"{attribute}\"; give names that attributes can have, in ASCII.", name);
        }

        return names.Select(attribute => attribute.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToArray();
    }

    private static T InRange<T>(T value, T min, T max, string name)
        where T : IComparable<T> =>
        value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"Between {min} and {max}.");
}
