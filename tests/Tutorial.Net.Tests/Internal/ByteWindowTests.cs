using CsCheck;

namespace Tutorial.Net.Tests.Internal;

public class ByteWindowTests
{
    private static void Write(ByteWindow window, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(window.GetSpan(bytes.Length));
        window.Advance(bytes.Length);
    }

    [Fact]
    public void Bytes_come_out_as_they_went_in_whatever_the_pieces() =>
        Gen.Select(Gen.Int[1, 64], Gen.Select(Gen.Int[0, 100], Gen.Int[0, 100]).Array[0, 100]).Sample((bufferSize, steps) =>
        {
            using var window = new ByteWindow(bufferSize);
            byte written = 0, read = 0;
            long consumed = 0;
            foreach ((int write, int take) in steps)
            {
                Span<byte> span = window.GetSpan(write);
                Assert.True(span.Length >= Math.Max(1, write));
                for (int i = 0; i < write; i++)
                    span[i] = written++;
                window.Advance(write);
                int count = Math.Min(take, window.Length);
                foreach (byte value in window.UnreadSpan[..count])
                    Assert.Equal(read++, value);
                window.Consume(count);
                consumed += count;
                Assert.Equal(consumed, window.Offset);
            }

            foreach (byte value in window.Unread.Span)
                Assert.Equal(read++, value);
            Assert.Equal(written, read);
        });

    [Fact]
    public void Holds_no_buffer_before_the_first_write_and_none_once_released()
    {
        using var window = new ByteWindow(4096);
        Assert.Equal(0, window.Capacity);
        Write(window, "ab"u8);
        Assert.False(window.TryRelease());
        window.Consume(2);
        Assert.True(window.TryRelease());
        Assert.Equal(0, window.Capacity);
        Assert.Equal(2, window.Offset);
        Write(window, "c"u8);
        Assert.Equal("c"u8, window.UnreadSpan);
    }

    [Fact]
    public void Moves_to_the_front_instead_of_growing()
    {
        using var window = new ByteWindow(1024);
        for (int i = 0; i < 10_000; i++)
        {
            Write(window, new byte[700]);
            window.Consume(window.Length - 300);
        }

        Assert.Equal(1024, window.Capacity);
    }

    [Fact]
    public void Gives_a_large_buffer_back_once_it_is_empty()
    {
        using var window = new ByteWindow(1024);
        Write(window, new byte[1 << 20]);
        Assert.Equal(1 << 20, window.Capacity);
        window.Consume(1 << 20);
        window.GetSpan();
        Assert.Equal(1024, window.Capacity);
    }

    [Fact]
    public void Refuses_to_grow_past_its_limit_and_keeps_what_it_has()
    {
        using var window = new ByteWindow(16, maxLength: 64);
        Write(window, new byte[60]);
        Assert.Throws<InvalidOperationException>(() => { window.GetSpan(5); });
        Assert.Equal(60, window.Length);
    }

    [Fact]
    public void Refuses_counts_that_it_did_not_hand_out()
    {
        using var window = new ByteWindow(16);
        Assert.Throws<ArgumentOutOfRangeException>(() => window.Advance(1));
        Write(window, "ab"u8);
        Assert.Throws<ArgumentOutOfRangeException>(() => window.Consume(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => window.Consume(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => window.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => { window.GetSpan(-1); });
    }

    [Fact]
    public void Copies_little_even_when_it_slides_full()
    {
        // A full window of 1 MiB from which single bytes are taken and to which single bytes are added: a move for each would
        // copy 1 MiB each.
        using var window = new ByteWindow(64);
        Write(window, new byte[1 << 20]);
        for (int i = 0; i < 1 << 20; i++)
        {
            window.Consume(1);
            Write(window, "x"u8);
        }

        Assert.True(window.Capacity <= 4 << 20);
        Assert.Equal(1 << 20, window.Length);
        Assert.Equal(-1, window.UnreadSpan.IndexOfAnyExcept((byte)'x'));
    }
}
