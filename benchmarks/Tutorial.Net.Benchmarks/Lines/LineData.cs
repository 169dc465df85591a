namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>What the peers send.</summary>
internal static class LineData
{
    /// <summary>About 1 MiB of lines of <paramref name="lineLength"/> bytes each, the LF counted.</summary>
    public static byte[] Block(int lineLength, int size = 1 << 20) => Block(lineLength, size, _ => false);

    /// <summary>The same, with a CR before the LF of every line whose number <paramref name="endsInCrLf"/> says so of.</summary>
    public static byte[] Block(int lineLength, int size, Func<int, bool> endsInCrLf)
    {
        byte[] block = new byte[Math.Max(1, size / lineLength) * lineLength];
        for (int i = 0; i < block.Length; i++)
            block[i] = (byte)('a' + (i % 26));
        for (int line = 0, end = lineLength - 1; end < block.Length; line++, end += lineLength)
        {
            block[end] = (byte)'\n';
            if (endsInCrLf(line))
                block[end - 1] = (byte)'\r';
        }

        return block;
    }
}
