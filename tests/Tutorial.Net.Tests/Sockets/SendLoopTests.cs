using System.Net.Sockets;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>The loop alone, over every script of what a send can answer, against a model that counts by itself.</summary>
public sealed class SendLoopTests
{
    private const int MaxSteps = 5;
    private const int Length = 10;

    public enum Answer
    {
        Zero,
        One,
        Half,
        All,
        WouldBlock,
        Reset,
        NoBuffers,
        Interrupted,
    }

    private static readonly Answer[] Answers = Enum.GetValues<Answer>();

    [Fact]
    public void Every_script_of_answers_ends_as_the_model_says()
    {
        int scripts = 0;
        foreach (Answer[] script in Scripts())
        {
            foreach (int? expiresAfter in (int?[])[null, 0, 1, 2])
            {
                (SocketError Error, long Sent) expected = Model(script, expiresAfter);
                var transport = new ScriptedTransport(script, expiresAfter);
                byte[] data = [.. Enumerable.Range(1, Length).Select(i => (byte)i)];
                long sent = 0;

                SocketError error = SendLoop.Run(ref transport, data, ref sent);

                string shown = $"{string.Join(",", script)} {expiresAfter}";
                Assert.Equal((expected, shown), ((error, sent), shown));
                Assert.Equal(data[..(int)sent], transport.Taken);
                scripts++;
            }
        }

        Assert.Equal(4 * 37_449, scripts); // 8^0 + … + 8^5 = 37,449
    }

    [Fact]
    public async Task Every_script_of_answers_ends_as_the_model_says_asynchronously()
    {
        foreach (Answer[] script in Scripts())
        {
            (SocketError Error, long Sent) expected = Model(script, expiresAfter: null);
            var transport = new ScriptedAsyncTransport(script);
            byte[] data = [.. Enumerable.Range(1, Length).Select(i => (byte)i)];

            (SocketError error, long sent, bool isOver) = await SendLoop.RunAsync(
                transport, data, CancellationToken.None, CancellationToken.None);

            Assert.Equal((expected, false, string.Join(",", script)), ((error, sent), isOver, string.Join(",", script)));
            Assert.Equal(data[..(int)sent], transport.Taken);
        }
    }

    [Fact]
    public void What_went_before_an_error_in_the_same_attempt_counts()
    {
        var transport = new PartThenReset();
        long sent = 0;

        Assert.Equal(SocketError.ConnectionReset, SendLoop.Run(ref transport, new byte[Length], ref sent));

        Assert.Equal(3, sent);
    }

    [Fact]
    public async Task When_the_time_is_over_it_ends_with_the_count()
    {
        using var timeOver = new CancellationTokenSource();
        Task<(SocketError, long, bool)> run = SendLoop.RunAsync(
            new FullAfterThree(), new byte[Length], timeOver.Token, CancellationToken.None).AsTask();
        Assert.False(run.IsCompleted);

        await timeOver.CancelAsync();

        Assert.Equal((SocketError.TimedOut, 3, true), await run);
        Assert.Equal(
            (SocketError.TimedOut, 3, true),
            await SendLoop.RunAsync(new FullAfterThree(), new byte[Length], timeOver.Token, CancellationToken.None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kernel_that_gives_up_on_the_peer_is_not_the_callers_time(bool waits)
    {
        using var timeOver = new CancellationTokenSource();
        ValueTask<(SocketError, long, bool)> run = SendLoop.RunAsync(
            new PeerThatIsGone(waits, timeOver), new byte[Length], timeOver.Token, CancellationToken.None);

        Assert.Equal((SocketError.TimedOut, 0, false), await run);
    }

    [Fact]
    public async Task One_that_is_cancelled_while_it_waits_is_not_out_of_time()
    {
        using var cancellation = new CancellationTokenSource();
        using var timeOver = CancellationTokenSource.CreateLinkedTokenSource(cancellation.Token);
        Task run = SendLoop.RunAsync(new FullAfterThree(), new byte[Length], timeOver.Token, cancellation.Token).AsTask();
        Assert.False(run.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task A_cancelled_one_sends_no_more_though_all_would_go() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendLoop.RunAsync(
            new ScriptedAsyncTransport([Answer.All]), new byte[Length], CancellationToken.None, new CancellationToken(true)).AsTask());

    private static IEnumerable<Answer[]> Scripts()
    {
        for (int length = 0; length <= MaxSteps; length++)
        {
            for (int code = 0; code < (int)Math.Pow(Answers.Length, length); code++)
            {
                var script = new Answer[length];
                for (int i = 0, rest = code; i < length; i++, rest /= Answers.Length)
                    script[i] = Answers[rest % Answers.Length];
                yield return script;
            }
        }
    }

    // What went, told from the answers alone: a reset, a lack of buffers or the time ends it, the bytes before that count. A script that is
    // used up goes on with "all". Time runs out after so many waits or parts.
    private static (SocketError Error, long Sent) Model(Answer[] script, int? expiresAfter)
    {
        int left = Length;
        int patience = expiresAfter ?? int.MaxValue;
        foreach (Answer answer in script.Append(Answer.All))
        {
            if (answer == Answer.Reset)
                return (SocketError.ConnectionReset, Length - left);
            if (answer == Answer.NoBuffers)
                return (SocketError.NoBufferSpaceAvailable, Length - left);
            if (answer == Answer.Interrupted)
                continue;

            left -= answer switch
            {
                Answer.One => 1,
                Answer.Half => (left + 1) / 2,
                Answer.All => left,
                _ => 0,
            };
            if (left == 0)
                return (SocketError.Success, Length);
            if (patience-- == 0)
                return (SocketError.TimedOut, Length - left);
        }

        throw new InvalidOperationException("a script ends with all");
    }

    private static SocketError Play(Answer answer, ReadOnlySpan<byte> buffer, List<byte> taken, out int sent)
    {
        sent = answer switch
        {
            Answer.One => 1,
            Answer.Half => (buffer.Length + 1) / 2,
            Answer.All => buffer.Length,
            _ => 0,
        };
        taken.AddRange(buffer[..sent]);
        return answer switch
        {
            Answer.WouldBlock => SocketError.WouldBlock,
            Answer.Reset => SocketError.ConnectionReset,
            Answer.NoBuffers => SocketError.NoBufferSpaceAvailable,
            Answer.Interrupted => SocketError.Interrupted,
            _ => SocketError.Success,
        };
    }

    private struct ScriptedTransport(Answer[] script, int? expiresAfter) : ISendTransport
    {
        private readonly List<byte> _taken = [];
        private int _step;
        private int _looks;

        public readonly IReadOnlyList<byte> Taken => _taken;

        public SocketError TrySend(ReadOnlySpan<byte> buffer, out int sent) =>
            Play(_step < script.Length ? script[_step++] : Answer.All, buffer, _taken, out sent);

        public bool WaitUntilWritable() => expiresAfter is not { } limit || _looks++ < limit;
    }

    private sealed class ScriptedAsyncTransport(Answer[] script) : IAsyncSendTransport
    {
        private readonly List<byte> _taken = [];
        private int _step;

        public IReadOnlyList<byte> Taken => _taken;

        public SocketError TrySend(ReadOnlySpan<byte> buffer, out int sent) =>
            Play(_step < script.Length ? script[_step++] : Answer.All, buffer, _taken, out sent);

        // Waiting is over when something goes, or something is wrong.
        public async ValueTask<(SocketError Error, int Sent)> SendSomeAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            while (true)
            {
                await Task.Yield();
                SocketError error = TrySend(buffer.Span, out int sent);
                if (sent > 0 || error is not (SocketError.Success or SocketError.WouldBlock))
                    return (error, sent);
            }
        }
    }

    private struct PartThenReset : ISendTransport
    {
        public readonly SocketError TrySend(ReadOnlySpan<byte> buffer, out int sent)
        {
            sent = 3;
            return SocketError.ConnectionReset;
        }

        public readonly bool WaitUntilWritable() => true;
    }

    private sealed class FullAfterThree : IAsyncSendTransport
    {
        private int _room = 3;

        public SocketError TrySend(ReadOnlySpan<byte> buffer, out int sent)
        {
            sent = _room;
            _room = 0;
            return sent > 0 ? SocketError.Success : SocketError.WouldBlock;
        }

        public async ValueTask<(SocketError Error, int Sent)> SendSomeAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return default;
        }
    }

    /// <summary>Says so at once, or after a wait, by whose end the caller's time is over, too.</summary>
    private sealed class PeerThatIsGone(bool waits, CancellationTokenSource timeOver) : IAsyncSendTransport
    {
        public SocketError TrySend(ReadOnlySpan<byte> buffer, out int sent)
        {
            sent = 0;
            return waits ? SocketError.WouldBlock : SocketError.TimedOut;
        }

        public async ValueTask<(SocketError Error, int Sent)> SendSomeAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
        {
            await timeOver.CancelAsync();
            return (SocketError.TimedOut, 0);
        }
    }
}
