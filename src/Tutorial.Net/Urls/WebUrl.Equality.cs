using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

public sealed partial class WebUrl : IEquatable<WebUrl>
{
    /// <summary>Compares URLs by what comes before their fragments: two that it takes for equal name one resource.</summary>
    public static IEqualityComparer<WebUrl> IgnoringFragment { get; } = new FragmentIgnorer();

    private ReadOnlySpan<char> WithoutFragment => Span[.._parts.QueryEnd];

    /// <summary>Whether both have the same <see cref="Href"/>, which is written the same way whatever the text was.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>Whether they are equal, fragments included.</returns>
    public bool Equals([NotNullWhen(true)] WebUrl? other) => other is not null && Href == other.Href;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as WebUrl);

    /// <inheritdoc/>
    public override int GetHashCode() => Href.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether both have the same <see cref="Href"/>, or both are null.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are equal.</returns>
    public static bool operator ==(WebUrl? left, WebUrl? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether they differ in <see cref="Href"/>, or one of them is null.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(WebUrl? left, WebUrl? right) => !(left == right);

    private sealed class FragmentIgnorer : IEqualityComparer<WebUrl>
    {
        public bool Equals(WebUrl? x, WebUrl? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && x.WithoutFragment.SequenceEqual(y.WithoutFragment));

        public int GetHashCode(WebUrl url) => string.GetHashCode(url.WithoutFragment);
    }
}
