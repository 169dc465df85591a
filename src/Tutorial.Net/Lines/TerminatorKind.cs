namespace Tutorial.Net;

/// <summary>The four ways of ending a line.</summary>
internal enum TerminatorKind
{
    Lf,
    CrLf,
    Universal,
    Custom,
}
