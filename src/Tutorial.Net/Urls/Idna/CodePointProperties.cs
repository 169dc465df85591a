namespace Tutorial.Net;

/// <summary>What the validity criteria ask of a code point, packed into the byte that <c>idna.bin</c> holds for it.</summary>
internal readonly struct CodePointProperties(byte bits)
{
    public BidiClass Bidi => (BidiClass)(bits & 7);

    /// <summary>General category Mark.</summary>
    public bool IsMark => (bits & 8) != 0;

    /// <summary>Combining class 9.</summary>
    public bool IsVirama => (bits & 16) != 0;

    /// <summary>Joining type L or D.</summary>
    public bool JoinsNext => (bits & 32) != 0;

    /// <summary>Joining type R or D.</summary>
    public bool JoinsPrevious => (bits & 64) != 0;

    /// <summary>Joining type T.</summary>
    public bool IsTransparent => (bits & 128) != 0;
}

/// <summary>The bidirectional classes as far as RFC 5893 tells them apart.</summary>
internal enum BidiClass : byte
{
    /// <summary>A class that no label of a right-to-left domain may hold.</summary>
    Other,
    Left,

    /// <summary>R or AL.</summary>
    Right,
    ArabicNumber,
    EuropeanNumber,
    NonspacingMark,

    /// <summary>ES, CS, ET, ON or BN.</summary>
    Neutral,
}
