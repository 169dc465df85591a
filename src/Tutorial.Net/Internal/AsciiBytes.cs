using System.Buffers;

namespace Tutorial.Net;

/// <summary>Sets of ASCII bytes. By a loop: LINQ over bytes is compiled anew in each process, and the first page waits.</summary>
internal static class AsciiBytes
{
    /// <summary>Those from <paramref name="first"/> to <paramref name="last"/> that are not among <paramref name="others"/>.</summary>
    public static SearchValues<byte> AllBut(ReadOnlySpan<char> others, char first = '\x01', char last = '\x7F')
    {
        Span<byte> set = stackalloc byte[128];
        int count = 0;
        for (char c = first; c <= last; c++)
        {
            if (!others.Contains(c))
                set[count++] = (byte)c;
        }

        return SearchValues.Create(set[..count]);
    }
}
