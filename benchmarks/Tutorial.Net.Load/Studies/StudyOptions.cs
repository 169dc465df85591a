namespace Tutorial.Net.Load.Studies;

/// <summary>How a study is to be done.</summary>
/// <param name="IsQuick">Whether a small form will do, in a second or two.</param>
/// <param name="Seed">What all chance comes from.</param>
internal sealed record StudyOptions(bool IsQuick, int Seed);
