using System.Buffers;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Dispose from another thread at any moment of a read.</summary>
public class LineReaderDisposalTests
{
    private const int Rounds = 400;

    [Fact]
    public void Lines_stay_intact_when_another_thread_disposes_the_reader()
    {
        var random = new Random(1);
        for (int round = 0; round < Rounds; round++)
        {
            var reader = new LineReader(new EndlessStream());
            using var reading = new ManualResetEventSlim();
            string? wrong = null;
            Exception? end = null;
            var thread = new Thread(() => end = Record.Exception(() => wrong = FirstWrongLine(reader, reading)));
            thread.Start();
            reading.Wait(TestContext.Current.CancellationToken);
            Thread.SpinWait(random.Next(50_000));
            reader.Dispose();
            // Whatever had been given back would be rented again here, and be overwritten under the reading thread.
            byte[] rented = ArrayPool<byte>.Shared.Rent(65_536);
            int[] positions = ArrayPool<int>.Shared.Rent(512);
            rented.AsSpan().Fill((byte)'x');
            positions.AsSpan().Fill(int.MaxValue);
            thread.Join();
            ArrayPool<byte>.Shared.Return(rented);
            ArrayPool<int>.Shared.Return(positions, clearArray: true);
            Assert.Null(wrong);
            Assert.IsType<ObjectDisposedException>(end);
        }
    }

    private static string? FirstWrongLine(LineReader reader, ManualResetEventSlim reading)
    {
        while (reader.WaitToRead())
        {
            reading.Set();
            while (reader.TryRead(out Line line))
            {
                if (!line.Span.SequenceEqual("abcde"u8))
                    return line.ToString();
            }
        }

        return "the end of an endless stream";
    }

    private sealed class EndlessStream : MemoryStream
    {
        private int _position;

        public override int Read(Span<byte> buffer)
        {
            ReadOnlySpan<byte> line = "abcde\n"u8;
            for (int i = 0; i < buffer.Length; i++)
            {
                buffer[i] = line[_position];
                _position = (_position + 1) % line.Length;
            }

            return buffer.Length;
        }
    }
}
