namespace Tutorial.Net.Fuzz;

/// <summary>
/// An input in two: up to the first line feed what a target chooses by, behind it the data. So a seed can be written in an editor: a zero
/// is the first choice, a one the second.
/// </summary>
internal ref struct FuzzInput
{
    private ReadOnlySpan<byte> _choices;

    public FuzzInput(ReadOnlySpan<byte> input)
    {
        int end = input.IndexOf((byte)'\n');
        _choices = end < 0 ? default : input[..end];
        Data = input[(end + 1)..];
    }

    public ReadOnlySpan<byte> Data { get; }

    public readonly bool HasChoices => !_choices.IsEmpty;

    /// <summary>0 to <paramref name="count"/> - 1; 0 once there is nothing more to choose by.</summary>
    public int Next(int count)
    {
        if (_choices.IsEmpty)
            return 0;
        int chosen = (byte)(_choices[0] - '0') % count;
        _choices = _choices[1..];
        return chosen;
    }

    /// <summary>All that is left, as numbers below 256.</summary>
    public int[] Rest()
    {
        int[] rest = new int[_choices.Length];
        for (int i = 0; i < rest.Length; i++)
            rest[i] = Next(256);
        return rest;
    }
}
