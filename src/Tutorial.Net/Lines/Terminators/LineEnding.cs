namespace Tutorial.Net;

/// <summary>What ended a <see cref="Line"/>.</summary>
public enum LineEnding : byte
{
    /// <summary>Nothing: the stream ended inside the line. A command cut off by a lost connection looks like this; do not run it.</summary>
    None,

    /// <summary>LF (0x0A).</summary>
    Lf,

    /// <summary>CR LF (0x0D 0x0A).</summary>
    CrLf,

    /// <summary>CR (0x0D), under <see cref="LineTerminator.Universal"/> only. Its LF, if one belongs to it, had not arrived when the
    /// line was handed out; it is swallowed when it does.</summary>
    Cr,

    /// <summary>The bytes of <see cref="LineTerminator.Custom"/>, or one of those of <see cref="LineTerminator.AnyOf"/>.</summary>
    Custom,
}
