namespace Tutorial.Net.Fuzz;

/// <summary>Something does not hold that must.</summary>
public sealed class FuzzException(string message) : Exception(message);
