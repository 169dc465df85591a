namespace Tutorial.Net;

/// <summary>The namespace that a tree builder would put an element into.</summary>
internal enum MarkupNamespace : byte
{
    Html,
    Svg,
    MathMl,
}
