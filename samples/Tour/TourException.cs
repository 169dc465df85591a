/// <summary>A stage of the tour did not come out as the tutorial says.</summary>
internal sealed class TourException(string message) : Exception(message);
