namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>What the peers send.</summary>
internal static class LineData
{
    /// <summary>About 1 MiB of lines of <paramref name="lineLength"/> bytes each, the LF counted.</summary>
    public static byte[] Block(int lineLength, int size = 1 << 20)
    {
        byte[] block = new byte[Math.Max(1, size / lineLength) * lineLength];
        for (int i = 0; i < block.Length; i++)
            block[i] = (i + 1) % lineLength == 0 ? (byte)'\n' : (byte)('a' + (i % 26));
        return block;
    }
}
