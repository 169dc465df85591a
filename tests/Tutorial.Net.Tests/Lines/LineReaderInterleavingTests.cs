using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Calls of a reader in any order, some of them while another waits, some cancelled, timed out or disposed under way, against a
/// model that knows only what was sent. What goes back to the pool meanwhile is another's at once.</summary>
public class LineReaderInterleavingTests
{
    private const int BufferSize = 256;

    public static TheoryData<LineMedium> Media => LinePair.Media;

    [Theory]
    [MemberData(nameof(Media))]
    public async Task Every_interleaving_gives_what_was_sent(LineMedium medium)
    {
        int runs = medium == LineMedium.SslStream ? 150 : 400;
        for (int seed = 0; seed < runs; seed++)
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
        }
    }

    private sealed class Run : IDisposable
    {
        private static readonly string[] Pieces =
            ["\n", "\r\n", "a\n", "\r", "abc", "\0", "é€\n", new string('x', 100), new string('y', BufferSize) + "\n", "PUT 5\n12345"];

        private readonly Random _random;
        private readonly LinePair _pair;
        private readonly LineReader _reader;
        private readonly List<byte> _sent = [];
        private int _taken;
        private bool _ended;
        private bool _disposed;

        /// <summary>The call that waits, and what checks it against the model once it is done.</summary>
        private (Task Task, Action Check, Func<bool> IsDue, CancellationTokenSource Source)? _pending;

        public Run(LineMedium medium, int seed)
        {
            _random = new Random(seed);
            _pair = LinePair.Open(medium);
            _reader = _pair.Reader(new LineOptions { BufferSize = BufferSize, MaxLineLength = 1 << 20 }, owns: _random.Next(2) == 0);
        }

        public List<string> Log { get; } = [];

        public async Task PlayAsync()
        {
            for (int step = 0; step < 40 && !_disposed; step++)
            {
                using var others = new PoolWatch(BufferSize, 2);
                await StepAsync();
                others.AssertUntouched();
            }

            if (_pending is not null)
                await EndPendingAsync();
            if (_disposed)
                return;
            End();
            while (NextLine() is { } expected)
            {
                Assert.Equal(expected, await _reader.ReadLineAsync());
                Take(expected);
            }

            Assert.Null(await _reader.ReadLineAsync());
        }

        public void Dispose()
        {
            _reader.Dispose();
            _pair.Dispose();
        }

        private async Task StepAsync()
        {
            int choice = _random.Next(14);
            Log.Add($"{choice}");
            switch (choice)
            {
                case 0 or 1 or 2 when !_ended:
                    Send();
                    break;
                case 3 when _random.Next(6) == 0:
                    End();
                    break;
                case 4 when _pending is not null:
                    await EndPendingAsync();
                    break;
                case 5 when _random.Next(20) == 0:
                    await DisposeAsync();
                    break;
                default:
                    if (_pending is null)
                        await CallAsync(choice);
                    else if (_pending.Value.Task.IsCompleted || _pending.Value.IsDue())
                        await AwaitPendingAsync();
                    else
                        await OverlapAsync(choice);
                    break;
            }
        }

        private void Send()
        {
            byte[] piece = Encoding.UTF8.GetBytes(Pieces[_random.Next(Pieces.Length)]);
            // Cut anywhere, also inside a character.
            piece = piece[..(_random.Next(3) == 0 ? _random.Next(piece.Length) : piece.Length)];
            if (piece.Length == 0)
                return;
            _sent.AddRange(piece);
            _pair.Send(piece);
        }

        private void End()
        {
            if (_ended)
                return;
            _ended = true;
            try
            {
                if (_pair.Peer is System.Net.Security.SslStream tls)
                    tls.ShutdownAsync().GetAwaiter().GetResult();
                _pair.PeerSocket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            }
            catch (Exception e) when (_disposed && e is IOException or System.Net.Sockets.SocketException)
            {
                // What the reader owned is closed.
            }
        }

        private async Task CallAsync(int choice)
        {
            switch (choice)
            {
                case 6:
                    Pend(source => Check(_reader.WaitToReadAsync(source).AsTask(), is_ => Assert.Equal(NextLine() is not null, is_)), IsLineDue);
                    break;
                case 7 or 8:
                    Pend(
                        source => Check(
                            _reader.ReadLineAsync(source).AsTask(),
                            line =>
                            {
                                Assert.Equal(NextLine(), line);
                                Take(line);
                            }),
                        IsLineDue);
                    break;
                case 9:
                    byte[] buffer = new byte[_random.Next(1, 2 * BufferSize)];
                    Pend(
                        source =>
                        {
                            Task task = _reader.ReadExactlyAsync(buffer, source).AsTask();
                            return (task, () =>
                            {
                                if (task.IsFaulted)
                                {
                                    Assert.IsType<EndOfStreamException>(task.Exception.InnerException);
                                    Assert.True(_ended && _sent.Count - _taken < buffer.Length);
                                    return;
                                }

                                Assert.Equal(_sent.Skip(_taken).Take(buffer.Length), buffer);
                                _taken += buffer.Length;
                            }
                            );
                        },
                        () => _ended || _sent.Count - _taken >= buffer.Length);
                    break;
                case 10:
                    TakeNow(() => _reader.TryRead(out Line line) ? line.ToString() : null);
                    break;
                case 11:
                    TakeNow(() => _reader.ReadLine(TimeSpan.Zero));
                    break;
                case 12:
                    await TakeNowAsync(async () => await _reader.ReadLineAsync(TimeSpan.FromMilliseconds(_random.Next(3))));
                    break;
                default:
                    byte[] buffered = _reader.Buffered.ToArray();
                    Assert.Equal(_sent.Skip(_taken).Take(buffered.Length), buffered);
                    if (buffered.Length > 0)
                        Assert.False(_reader.IsBetweenLines);
                    break;
            }
        }

        private static (Task, Action) Check<T>(Task<T> task, Action<T> check) => (task, () => check(task.GetAwaiter().GetResult()));

        private void Pend(Func<CancellationToken, (Task, Action)> call, Func<bool> isDue)
        {
            var source = new CancellationTokenSource();
            (Task task, Action check) = call(source.Token);
            _pending = (task, check, isDue, source);
        }

        private bool IsLineDue() => _ended || HasLineBreak();

        private async Task AwaitPendingAsync()
        {
            (Task task, Action check, _, CancellationTokenSource source) = _pending!.Value;
            await ((Task)Task.WhenAny(task)).WaitAsync(TimeSpan.FromSeconds(30));
            source.Dispose();
            _pending = null;
            check();
        }

        /// <summary>Cancels it, unless it is done by then.</summary>
        private async Task EndPendingAsync()
        {
            (Task task, Action check, _, CancellationTokenSource source) = _pending!.Value;
            await source.CancelAsync();
            await ((Task)Task.WhenAny(task)).WaitAsync(TimeSpan.FromSeconds(30));
            source.Dispose();
            _pending = null;
            if (!task.IsCanceled)
                check();
        }

        private async Task OverlapAsync(int choice)
        {
            Exception? e = choice switch
            {
                6 => await Record.ExceptionAsync(async () => await _reader.WaitToReadAsync()),
                7 => await Record.ExceptionAsync(async () => await _reader.ReadLineAsync()),
                8 => Record.Exception(() => _reader.ReadLine(TimeSpan.Zero)),
                9 => await Record.ExceptionAsync(async () => await _reader.ReadExactlyAsync(new byte[3])),
                10 => Record.Exception(() => _reader.TryRead(out _)),
                11 => Record.Exception(() => _reader.WaitToRead()),
                12 => Record.Exception(() => _reader.ReadExactly(new byte[1])),
                _ => Record.Exception(() => _reader.Buffered),
            };
            Assert.True(e is InvalidOperationException, $"{choice}: {e}");
        }

        private async Task DisposeAsync()
        {
            _disposed = true;
            if (_random.Next(2) == 0)
                _reader.Dispose();
            else
                await _reader.DisposeAsync();
            // Of what is borrowed a pending read ends with the next bytes, or the end.
            End();
            if (_pending is { } pending)
            {
                _pending = null;
                await ((Task)Task.WhenAny(pending.Task)).WaitAsync(TimeSpan.FromSeconds(30));
                if (pending.Task.IsFaulted)
                    Assert.True(pending.Task.Exception.InnerException is ObjectDisposedException or IOException, $"{pending.Task.Exception}");
                else
                    pending.Check();
            }

            Assert.Throws<ObjectDisposedException>(() => _reader.TryRead(out _));
        }

        /// <summary>A line, or none where the model has one only if it may still be under way.</summary>
        private void TakeNow(Func<string?> read)
        {
            string? line;
            try
            {
                line = read();
            }
            catch (TimeoutException)
            {
                return;
            }

            if (line is not null)
                Assert.Equal(NextLine(), line);
            Take(line);
        }

        private async Task TakeNowAsync(Func<Task<string?>> read)
        {
            string? line;
            try
            {
                line = await read();
            }
            catch (TimeoutException)
            {
                return;
            }

            Assert.Equal(NextLine(), line);
            Take(line);
        }

        private bool HasLineBreak() => _sent.IndexOf((byte)'\n', _taken) >= 0;

        private string? NextLine()
        {
            int end = _sent.IndexOf((byte)'\n', _taken);
            if (end < 0)
                return _ended && _taken < _sent.Count ? Text(_taken, _sent.Count) : null;
            return Text(_taken, end > _taken && _sent[end - 1] == '\r' ? end - 1 : end);
        }

        private string Text(int from, int to) => Encoding.UTF8.GetString([.. _sent.Skip(from).Take(to - from)]);

        private void Take(string? line)
        {
            if (line is null)
                return;
            int end = _sent.IndexOf((byte)'\n', _taken);
            _taken = end < 0 ? _sent.Count : end + 1;
        }
    }
}
