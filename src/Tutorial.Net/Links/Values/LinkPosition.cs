namespace Tutorial.Net;

/// <summary>Where a tag begins: offset from 0, line and column from 1.</summary>
internal readonly record struct LinkPosition(long Offset, int Line, int Column);
