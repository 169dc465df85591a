namespace Tutorial.Net.Tests.Lines;

/// <summary>A stream whose reads are given beforehand, one step a read: bytes, or an exception to throw. What is written is kept.</summary>
internal sealed class ScriptedStream(params object[] steps) : Stream
{
    private readonly Queue<object> _steps = new(steps);
    private ReadOnlyMemory<byte> _rest;

    public MemoryStream Written { get; } = new();

    /// <summary>Thrown by the next write.</summary>
    public Exception? WriteFailure { get; set; }

    /// <summary>What a read says instead of the truth.</summary>
    public int? FalseCount { get; set; }

    /// <summary>Whether asynchronous reads complete later.</summary>
    public bool IsAsynchronous { get; init; }

    public int Flushes { get; private set; }

    public bool IsDisposed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (FalseCount is { } count)
            return count;
        if (_rest.IsEmpty)
        {
            if (!_steps.TryDequeue(out object? step))
                return 0;
            if (step is Exception failure)
                throw failure;
            _rest = (byte[])step;
        }

        int length = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..length].CopyTo(buffer);
        _rest = _rest[length..];
        return length;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsAsynchronous)
            await Task.Yield();
        return Read(buffer.Span);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (WriteFailure is { } failure)
            throw failure;
        Written.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return default;
    }

    public override void Flush() => Flushes++;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
