using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <content>Lines into the buffer.</content>
public sealed partial class LineWriter
{
    private bool IsFull => _window.Length >= _bufferSize;

    /// <returns>Whether the call is to flush.</returns>
    private bool AppendLine(ReadOnlySpan<char> text, string paramName)
    {
        EnterToAppend();
        try
        {
            // The most it can become is known without a look at the text; where that would be much too much, it is counted.
            int most = text.Length <= 1024 ? _encoding.GetMaxByteCount(text.Length) : _encoding.GetByteCount(text);
            Span<byte> space = GetSpace(most + _terminator.Rule.Bytes.Length);
            return CommitLine(space, _encoding.GetBytes(text, space), paramName);
        }
        finally
        {
            _gate.LeaveBriefly();
        }
    }

    private bool AppendLine(ReadOnlySpan<byte> text, string paramName)
    {
        EnterToAppend();
        try
        {
            Span<byte> space = GetSpace(text.Length + _terminator.Rule.Bytes.Length);
            text.CopyTo(space);
            return CommitLine(space, text.Length, paramName);
        }
        finally
        {
            _gate.LeaveBriefly();
        }
    }

    /// <summary>Moves as much of <paramref name="bytes"/> into the buffer as fills it.</summary>
    /// <returns>Whether the call is to flush, and to come again with what is left.</returns>
    private bool Append(ref ReadOnlySpan<byte> bytes)
    {
        EnterToAppend();
        try
        {
            int count = Math.Min(bytes.Length, Math.Max(0, _bufferSize - _window.Length));
            CommitPart(bytes[..count]);
            bytes = bytes[count..];
            return IsFull || (AutoFlush && _window.Length > 0);
        }
        finally
        {
            _gate.LeaveBriefly();
        }
    }

    private void AppendAll(ReadOnlySpan<byte> bytes)
    {
        EnterToAppend();
        try
        {
            CommitPart(bytes);
        }
        finally
        {
            _gate.LeaveBriefly();
        }
    }

    private bool Append(ReadOnlySpan<char> text)
    {
        EnterToAppend();
        try
        {
            Span<byte> space = GetSpace(_encoding.GetByteCount(text));
            _window.Advance(_encoding.GetBytes(text, space));
            return AutoFlush || IsFull;
        }
        finally
        {
            _gate.LeaveBriefly();
        }
    }

    private void CommitPart(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        bytes.CopyTo(GetSpace(bytes.Length));
        _window.Advance(bytes.Length);
    }

    /// <summary>Puts the terminator after the text in the free space, and only then counts both as written.</summary>
    private bool CommitLine(Span<byte> space, int length, string paramName)
    {
        ReadOnlySpan<byte> terminator = _terminator.Rule.Bytes;
        terminator.CopyTo(space[length..]);
        int wrong = _terminator.Rule.FindBreak(space[..(length + terminator.Length)], length);
        if (wrong >= 0 && wrong < length)
            ThrowBreaksLine(space[..length], wrong, paramName);
        _window.Advance(length + terminator.Length);
        return AutoFlush || IsFull;
    }

    /// <summary>Free space after what is buffered. A buffer moves only where no flush can begin meanwhile.</summary>
    private Span<byte> GetSpace(int size)
    {
        Span<byte> free = _window.Buffer.AsSpan(_window.End);
        if (free.Length >= size)
            return free;
        if (!_gate.TryClaim())
            ThrowOverlaps();
        try
        {
            return _window.GetSpan(size);
        }
        finally
        {
            _gate.Leave();
        }
    }

    private void EnterToAppend()
    {
        ThrowIfUnusable();
        if (_completed)
            throw new InvalidOperationException("The writer was completed; the peer was told that nothing more will come.");
        if (!_gate.TryEnterBriefly())
            ThrowOverlaps();
    }

    private static string NotNull(string? line, string paramName) =>
        line ?? throw new ArgumentException("One of the lines is null. Those before it are written.", paramName);

    [DoesNotReturn]
    private void ThrowBreaksLine(ReadOnlySpan<byte> text, int index, string paramName) =>
        throw new ArgumentException(
            $"The text would be read as more than one line: the terminator {_terminator} or a line break (0x{text[index]:X2}) begins "
            + $"at byte {index} of it. Nothing of it was written.",
            paramName);
}
