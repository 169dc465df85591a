using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Calls of a writer in any order, some of them while a flush waits for a peer that reads when it likes, some cancelled, timed out
/// or disposed under way, against a model that knows only what was written.</summary>
public class LineWriterInterleavingTests
{
    private const int BufferSize = 1 << 17;

    public static TheoryData<LineMedium> Media => LinePair.Media;

    [Theory]
    [MemberData(nameof(Media))]
    public async Task The_peer_gets_what_was_written_or_its_beginning(LineMedium medium)
    {
        int waited = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            using var run = new Run(medium, seed);
            try
            {
                await run.PlayAsync();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {string.Join(", ", run.Log)}", e);
            }

            waited += run.Overlaps;
        }

        // The flushes must have waited, or nothing was tested.
        Assert.True(waited > 50, $"{waited} overlapping calls");
    }

    private sealed class Run : IDisposable
    {
        /// <summary>More than is free beside anything, and less than is sent by itself.</summary>
        private static readonly string LongLine = new('z', BufferSize - 10);

        private readonly Random _random;
        private readonly LinePair _pair;
        private readonly LineWriter _writer;
        private readonly MemoryStream _written = new();
        private readonly MemoryStream _received = new();
        private readonly LineMedium _medium;
        private (Task Task, CancellationTokenSource Source)? _pending;

        /// <summary>Whether nobody knows how much of the last flush went.</summary>
        private bool _isBroken;

        public Run(LineMedium medium, int seed)
        {
            _random = new Random(seed);
            _medium = medium;
            _pair = LinePair.Open(medium, sendBuffer: 4096, receiveBuffer: 4096);
            _writer = _pair.Writer(new LineOptions { BufferSize = BufferSize }, owns: _random.Next(2) == 0);
        }

        public List<string> Log { get; } = [];

        public int Overlaps { get; private set; }

        public async Task PlayAsync()
        {
            int steps = _random.Next(5, 40);
            for (int step = 0; step < steps && !_isBroken; step++)
            {
                using (new PoolWatch(BufferSize, 2))
                    await StepAsync();
            }

            bool mayBeCut = _isBroken;
            if (_random.Next(4) == 0)
            {
                // Nobody awaits the flush, and nobody reads: the rest may be lost, and what comes is in order all the same.
                mayBeCut |= _pending is not null || _writer.HasUnsent;
                await Xunit.Record.ExceptionAsync(() => Task.Run(_writer.Dispose));
                _pair.CloseOwn();
                await ReceiveRestAsync();
                if (_pending is { } pending)
                    await ((Task)Task.WhenAny(pending.Task)).WaitAsync(TimeSpan.FromSeconds(30));
            }
            else
            {
                Task receiving = Task.Run(ReceiveRestAsync);
                if (_pending is not null)
                    await AwaitPendingAsync();
                await _writer.DisposeAsync();
                _pair.CloseOwn();
                await receiving;
            }

            byte[] expected = _written.ToArray();
            byte[] got = _received.ToArray();
            if (!mayBeCut)
                Assert.Equal(expected.Length, got.Length);
            Assert.True(expected.AsSpan().StartsWith(got), $"{got.Length} of {expected.Length} bytes are not their beginning");
        }

        public void Dispose()
        {
            _writer.Dispose();
            _pair.Dispose();
        }

        private async Task StepAsync()
        {
            int choice = _random.Next(10);
            Log.Add($"{choice}");
            if (_pending is { Task.IsCompleted: true })
                await AwaitPendingAsync();
            if (_pending is not null && choice is not (0 or 1 or 9))
            {
                Exception? e = choice switch
                {
                    2 => Xunit.Record.Exception(() => _writer.WriteLine(LongLine)),
                    3 => Xunit.Record.Exception(() => _writer.Write("zzz"u8)),
                    4 => Xunit.Record.Exception(_writer.Flush),
                    5 => await Xunit.Record.ExceptionAsync(async () => await _writer.FlushAsync()),
                    6 => await Xunit.Record.ExceptionAsync(async () => await _writer.WriteLineAsync("zzz")),
                    7 => Xunit.Record.Exception(() => _writer.Flush(TimeSpan.Zero)),
                    _ => Xunit.Record.Exception(() => _writer.WriteLines(["zzz"])),
                };
                // The flush was done in the nick of time: then the call was right, and is in the model. Nobody reads, so none is done later.
                if (e is not InvalidOperationException)
                    await ((Task)Task.WhenAny(_pending.Value.Task)).WaitAsync(TimeSpan.FromSeconds(10));
                if (e is null && choice is 2 or 3 or 6 or 8)
                    Note(choice);
                Overlaps++;
                return;
            }

            switch (choice)
            {
                case 0 or 1:
                    await ReceiveSomeAsync();
                    break;
                case 9 when _pending is not null && _random.Next(4) == 0:
                    await _pending.Value.Source.CancelAsync();
                    await AwaitPendingAsync();
                    break;
                case 2 or 3 or 6:
                    await WriteAsync(choice);
                    break;
                case 7 when _medium != LineMedium.SslStream:
                    Exception? late = Xunit.Record.Exception(() => _writer.Flush(TimeSpan.FromMilliseconds(_random.Next(2))));
                    Assert.True(late is null or TimeoutException, $"{late}");
                    break;
                default:
                    if (_pending is null)
                    {
                        var source = new CancellationTokenSource();
                        _pending = (_writer.FlushAsync(source.Token).AsTask(), source);
                    }

                    break;
            }
        }

        private void Note(int choice)
        {
            string text = choice switch
            {
                2 => LongLine + "\n",
                3 => "zzz",
                _ => "zzz\n",
            };
            _written.Write(Encoding.ASCII.GetBytes(text));
        }

        /// <summary>As much as fits: a write that fills the buffer would wait for a peer that this thread plays.</summary>
        private async Task WriteAsync(int choice)
        {
            string text = string.Concat(Enumerable.Range(0, _random.Next(1, 4000)).Select(i => $"{i},"));
            if (_writer.BufferedLength + text.Length + 1 >= BufferSize)
                return;
            switch (choice)
            {
                case 2:
                    _writer.WriteLine(text);
                    text += "\n";
                    break;
                case 3:
                    _writer.Write(Encoding.ASCII.GetBytes(text));
                    break;
                default:
                    await _writer.WriteLineAsync(text);
                    text += "\n";
                    break;
            }

            _written.Write(Encoding.ASCII.GetBytes(text));
        }

        private async Task AwaitPendingAsync()
        {
            (Task task, CancellationTokenSource source) = _pending!.Value;
            await ((Task)Task.WhenAny(task)).WaitAsync(TimeSpan.FromSeconds(30));
            source.Dispose();
            _pending = null;
            if (task.IsCompletedSuccessfully)
                return;
            Assert.True(task.IsCanceled, $"{task.Exception}");
            _isBroken = true;
            Assert.Throws<IOException>(() => _writer.WriteLine("more"));
        }

        private async Task ReceiveSomeAsync()
        {
            byte[] buffer = new byte[_random.Next(1, 30_000)];
            using var patience = new CancellationTokenSource();
            patience.CancelAfter(2);
            try
            {
                if (_pair.PeerSocket.Available > 0)
                    _received.Write(buffer, 0, await _pair.Peer.ReadAsync(buffer, patience.Token));
            }
            catch (OperationCanceledException)
            {
            }
        }

        private async Task ReceiveRestAsync()
        {
            byte[] buffer = new byte[30_000];
            try
            {
                for (int length; (length = await _pair.Peer.ReadAsync(buffer)) > 0;)
                    _received.Write(buffer, 0, length);
            }
            catch (IOException)
            {
                // The connection was closed under a flush.
            }
        }
    }
}
