namespace Tutorial.Net.Fuzz;

/// <summary>Makes new inputs of known ones where no fuzzer is to be had: the usual changes, by chance, the same for the same seed. It does
/// not see what an input reaches.</summary>
public sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus, int maxLength)
{
    private static readonly byte[] Interesting = [0, 1, 9, 10, 13, 32, 34, 38, 39, 47, 58, 60, 62, 64, 91, 127, 128, 192, 255];

    private readonly Random _random = new(seed);

    /// <summary>Another input.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var bytes = new List<byte>(Pick());
        for (int left = 1 << _random.Next(5); left > 0; left--)
            Change(bytes);
        if (bytes.Count > maxLength)
            bytes.RemoveRange(maxLength, bytes.Count - maxLength);
        return bytes.ToArray();
    }

    private byte[] Pick() => corpus[_random.Next(corpus.Count)];

    private void Change(List<byte> bytes)
    {
        int at = _random.Next(bytes.Count + 1), length = Math.Min(1 + _random.Next(1 + _random.Next(16)), bytes.Count - at);
        bool isEnd = at == bytes.Count;
        switch (_random.Next(8))
        {
            case 0 when !isEnd:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when !isEnd:
                bytes[at] = Interesting[_random.Next(Interesting.Length)];
                break;
            case 2 when !isEnd:
                bytes[at] += (byte)(_random.Next(16) - 8);
                break;
            case 3:
                bytes.Insert(at, Interesting[_random.Next(Interesting.Length)]);
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 6:
                byte[] other = Pick();
                int from = _random.Next(other.Length + 1);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(_random.Next(32), other.Length - from)).ToArray());
                break;
            default:
                bytes.Insert(at, (byte)_random.Next(256));
                break;
        }
    }
}
