using System.Diagnostics;

namespace Tutorial.Net.Tests.Lines;

/// <summary>A peer that sends without a pause: no receive waits, and yet the time of a call passes.</summary>
public class RelentlessPeerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);

    public static MatrixTheoryData<int, LineOverflow, bool> Forms => new([0, 50], Enum.GetValues<LineOverflow>(), [false, true]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_line_that_is_thrown_away_and_never_ends_does_not_outlast_the_limit(int milliseconds, LineOverflow overflow, bool async)
    {
        var limit = TimeSpan.FromMilliseconds(milliseconds);
        using LineReader reader = new(new RelentlessStream(), ownsStream: true, options: new LineOptions { MaxLineLength = 100, Overflow = overflow });
        if (overflow == LineOverflow.Throw)
            await Assert.ThrowsAsync<LineTooLongException>(() => ReadLineAsync(reader, limit, async));
        await Assert.ThrowsAsync<TimeoutException>(() => ReadLineAsync(reader, limit, async));
        await Assert.ThrowsAsync<TimeoutException>(() => WaitAsync(reader, limit, async));
        await Assert.ThrowsAsync<TimeoutException>(() => ReadExactlyAsync(reader, new byte[1], limit, async));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_line_or_a_body_that_takes_longer_than_the_limit_is_given_up_and_nothing_of_it_is_lost(bool async)
    {
        const int Length = 64_000_000;
        using RelentlessStream stream = new(mostAtOnce: 1);
        using LineReader reader = new(stream, new LineOptions { MaxLineLength = Length });
        byte[] body = new byte[Length];
        await Assert.ThrowsAsync<TimeoutException>(() => ReadExactlyAsync(reader, body, Limit, async));
        Assert.Equal(stream.Given, reader.Buffered.Length);
        await Assert.ThrowsAsync<TimeoutException>(() => ReadLineAsync(reader, Limit, async));
        Assert.Equal(stream.Given, reader.Buffered.Length);
    }

    [Fact]
    public async Task Who_waits_for_a_token_alone_is_given_a_turn_to_cancel_it()
    {
        using CancellationTokenSource source = new();
        using LineReader reader = new(new RelentlessStream(), ownsStream: true, options: new LineOptions { MaxLineLength = 100, Overflow = LineOverflow.Discard });
        ValueTask<string?> reading = reader.ReadLineAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.AsTask());
    }

    private static Task<string?> ReadLineAsync(LineReader reader, TimeSpan limit, bool async) =>
        async ? reader.ReadLineAsync(limit, Token).AsTask() : Task.Run(() => reader.ReadLine(limit));

    private static Task<bool> WaitAsync(LineReader reader, TimeSpan limit, bool async) =>
        async ? reader.WaitToReadAsync(limit, Token).AsTask() : Task.Run(() => reader.WaitToRead(limit));

    private static Task ReadExactlyAsync(LineReader reader, byte[] buffer, TimeSpan limit, bool async) =>
        async ? reader.ReadExactlyAsync(buffer, limit, Token).AsTask() : Task.Run(() => reader.ReadExactly(buffer, limit));

    /// <summary>Always has more, at once, and never a line end; heeds no token. Its end, after half a minute, is a test that failed.</summary>
    private sealed class RelentlessStream(int mostAtOnce = int.MaxValue) : MemoryStream
    {
        private readonly Stopwatch _patience = Stopwatch.StartNew();

        public int Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            if (_patience.Elapsed > TimeSpan.FromSeconds(30))
                return 0;
            buffer = buffer[..Math.Min(buffer.Length, mostAtOnce)];
            buffer.Fill((byte)'x');
            Given += buffer.Length;
            return buffer.Length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
