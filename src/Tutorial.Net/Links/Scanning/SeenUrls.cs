using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>URLs that were met; one that was met before costs no allocation.</summary>
internal sealed class SeenUrls
{
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _urls =
        new HashSet<byte[]>(new ByContent()).GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Whether it is the first of its kind.</summary>
    public bool Add(ReadOnlySpan<byte> url) => _urls.Add(url);

    private sealed class ByContent : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        /// <summary>Seeded at random for the process: a page cannot choose URLs that fall together.</summary>
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode((ReadOnlySpan<byte>)obj);
    }
}
