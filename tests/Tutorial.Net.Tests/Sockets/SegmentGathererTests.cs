using System.Buffers;
using CsCheck;

namespace Tutorial.Net.Tests.Sockets;

public sealed class SegmentGathererTests
{
    private static readonly Gen<int> Length =
        Gen.Frequency(
            (3, Gen.Int[0, 40]),
            (1, Gen.Int[SegmentGatherer.Large - 2, SegmentGatherer.Large + 2]),
            (1, Gen.Int[60_000, 70_000]));

    [Fact]
    public void Any_segments_come_out_whole_and_in_order_in_pieces_that_are_not_empty() =>
        Length.Array[1, 30].Sample(
            lengths =>
            {
                var random = new Random(lengths.Length);
                byte[][] segments = [.. lengths.Select(length => RandomBytes(random, length))];

                Assert.True(segments.SelectMany(s => s).ToArray().AsSpan().SequenceEqual(Pieces(segments).SelectMany(p => p).ToArray()));
            },
            iter: 200);

    [Fact]
    public void Small_segments_leave_together_and_large_ones_as_they_lie()
    {
        byte[] header = new byte[100], body = new byte[1 << 20];

        Assert.Equal([65536, (1 << 20) - 65436], Pieces([header, body]).Select(p => p.Length));
        Assert.Equal([1 << 20, 200], Pieces([body, header, [], header]).Select(p => p.Length));
        Assert.Equal([5], Pieces([[1, 2], [], [3], [4, 5]]).Select(p => p.Length));
        Assert.Equal([1 << 20, 1], Pieces([[], [], body, [1]]).Select(p => p.Length));
        Assert.Equal([16384, 1], Pieces([new byte[16384], [1]]).Select(p => p.Length));
        Assert.Equal([16384], Pieces([new byte[16383], [1]]).Select(p => p.Length));
    }

    [Fact]
    public void Its_array_goes_back_to_the_pool_and_once_however_often_it_is_disposed_of()
    {
        byte[] array = ArrayPool<byte>.Shared.Rent(64 * 1024);
        ArrayPool<byte>.Shared.Return(array); // this thread's next
        var gatherer = new SegmentGatherer(SendForms.Segments([1], [2]));
        Assert.True(gatherer.MoveNext());

        gatherer.Dispose();
        gatherer.Dispose();

        byte[] first = ArrayPool<byte>.Shared.Rent(64 * 1024), second = ArrayPool<byte>.Shared.Rent(64 * 1024);
        Assert.Same(array, first);
        Assert.NotSame(first, second);
        Assert.True(gatherer.Current.IsEmpty);
        ArrayPool<byte>.Shared.Return(first);
        ArrayPool<byte>.Shared.Return(second);
    }

    private static List<byte[]> Pieces(byte[][] segments)
    {
        var pieces = new List<byte[]>();
        var gatherer = new SegmentGatherer(SendForms.Segmented(segments));
        while (gatherer.MoveNext())
        {
            Assert.False(gatherer.Current.IsEmpty);
            pieces.Add(gatherer.Current.ToArray());
        }

        gatherer.Dispose();
        return pieces;
    }

    private static byte[] RandomBytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
