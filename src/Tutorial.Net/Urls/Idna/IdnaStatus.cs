namespace Tutorial.Net;

/// <summary>UTS #46, section 5; a deviation counts as valid, since browsers do not process transitionally.</summary>
internal enum IdnaStatus : byte
{
    Valid,
    Ignored,
    Disallowed,
    Mapped,
}
