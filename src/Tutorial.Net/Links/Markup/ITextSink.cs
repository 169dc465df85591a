namespace Tutorial.Net;

/// <summary>Takes the character data between tags as it comes: raw bytes, character references not yet resolved.</summary>
internal interface ITextSink
{
    void Append(ReadOnlySpan<byte> text);

    /// <summary>Markup begins: what follows it does not continue what came before.</summary>
    /// <param name="references">Whether character references mean something in what follows.</param>
    void Break(bool references);
}
