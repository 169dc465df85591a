namespace Tutorial.Net.Samples.Tour;

/// <summary>A stage of the tour did not come out as the tutorial says.</summary>
internal sealed class TourException(string message) : Exception(message);

/// <summary>A stage cannot be shown on this machine.</summary>
internal sealed class SkippedException(string message) : Exception(message);
