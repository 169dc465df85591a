using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <content>Lines into the buffer.</content>
public sealed partial class LineWriter
{
    private bool IsFull => _window.Length >= _bufferSize;

    /// <returns>Whether the call is to flush.</returns>
    private bool Append(ReadOnlySpan<char> text)
    {
        ThrowIfNotWritable();
        // The most it can become is known without a look at the text; where that would be much too much, it is counted.
        int most = text.Length <= 1024 ? _encoding.GetMaxByteCount(text.Length) : _encoding.GetByteCount(text);
        Span<byte> space = _window.GetSpan(most + _terminator.Bytes.Length);
        return Commit(space, _encoding.GetBytes(text, space));
    }

    private bool Append(ReadOnlySpan<byte> text)
    {
        ThrowIfNotWritable();
        Span<byte> space = _window.GetSpan(text.Length + _terminator.Bytes.Length);
        text.CopyTo(space);
        return Commit(space, text.Length);
    }

    /// <summary>Puts the terminator behind the text in the free space, and only then counts both as written.</summary>
    private bool Commit(Span<byte> space, int length)
    {
        ReadOnlySpan<byte> terminator = _terminator.Bytes;
        terminator.CopyTo(space[length..]);
        int wrong = _terminator.Kind == TerminatorKind.Custom
            ? space[..(length + terminator.Length)].IndexOf(terminator)
            : space[..length].IndexOfAny((byte)'\r', (byte)'\n');
        if (wrong >= 0 && wrong < length)
            ThrowBreaksLine(space[..length], wrong);
        _window.Advance(length + terminator.Length);
        return AutoFlush || IsFull;
    }

    private void ThrowIfNotWritable()
    {
        ThrowIfUnusable();
        if (_completed)
            throw new InvalidOperationException("The writer was completed; the peer was told that nothing more will come.");
    }

    private static string NotNull(string? line) =>
        line ?? throw new ArgumentException("One of the lines is null.", nameof(line));

    [DoesNotReturn]
    private void ThrowBreaksLine(ReadOnlySpan<byte> text, int index) =>
        throw new ArgumentException(
            $"The text would be read as more than one line: the terminator {_terminator} or a line break (0x{text[index]:X2}) begins "
            + $"at byte {index} of it. Nothing was written.",
            nameof(text));
}
