using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>What a line that is written must not hold: an injection, not a line.</summary>
internal static class LineCheck
{
    public static void ThrowIfBroken(ReadOnlySpan<byte> text, LineTerminator terminator, string paramName)
    {
        int wrong = Find(text, terminator.Rule);
        if (wrong >= 0)
            Throw(text, wrong, terminator, paramName);
    }

    public static bool IsBroken(ReadOnlySpan<byte> text, LineTerminator terminator) => Find(text, terminator.Rule) >= 0;

    private static int Find(ReadOnlySpan<byte> text, TerminatorRule rule)
    {
        int found = rule is CustomRule ? FindAcrossEnd(text, rule) : rule.FindBreak(text, text.Length);
        return found < text.Length ? found : -1;
    }

    /// <summary>A terminator of several bytes may begin in the text and end in the one that follows.</summary>
    private static int FindAcrossEnd(ReadOnlySpan<byte> text, TerminatorRule rule)
    {
        int length = text.Length + rule.Bytes.Length;
        byte[] line = ArrayPool<byte>.Shared.Rent(length);
        text.CopyTo(line);
        rule.Bytes.CopyTo(line.AsSpan(text.Length));
        int found = rule.FindBreak(line.AsSpan(0, length), text.Length);
        ArrayPool<byte>.Shared.Return(line);
        return found;
    }

    [DoesNotReturn]
    private static void Throw(ReadOnlySpan<byte> text, int index, LineTerminator terminator, string paramName) =>
        throw new ArgumentException(
            $"The text would be read as more than one line: the terminator {terminator} or a line break (0x{text[index]:X2}) begins "
            + $"at byte {index} of it. Nothing was written.",
            paramName);
}
