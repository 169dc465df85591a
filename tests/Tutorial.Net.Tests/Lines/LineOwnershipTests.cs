using System.Text;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Who closes what, and that no order of <c>using</c> declarations loses a line.</summary>
public class LineOwnershipTests
{
    public static TheoryData<LineMedium, bool, bool, bool, bool> Orders
    {
        get
        {
            var data = new TheoryData<LineMedium, bool, bool, bool, bool>();
            foreach (LineMedium medium in Enum.GetValues<LineMedium>())
            {
                for (int bits = 0; bits < 16; bits++)
                    data.Add(medium, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task No_order_of_declarations_and_no_ownership_loses_a_line(
        LineMedium medium, bool readerFirst, bool readerOwns, bool writerOwns, bool async)
    {
        using LinePair pair = LinePair.Open(medium);
        Task<byte[]> received = pair.ReceiveAllAsync();
        LineReader? reader = readerFirst ? pair.Reader(owns: readerOwns) : null;
        LineWriter writer = pair.Writer(owns: writerOwns);
        reader ??= pair.Reader(owns: readerOwns);
        writer.WriteLine("the last line");
        // As the end of a block disposes: the last declared first.
        IAsyncDisposable[] order = readerFirst ? [writer, reader] : [reader, writer];
        foreach (IAsyncDisposable one in order)
        {
            if (async)
                await one.DisposeAsync();
            else
                ((IDisposable)one).Dispose();
        }

        Assert.Equal(readerOwns || writerOwns, pair.Socket.SafeHandle.IsClosed);
        pair.CloseOwn();
        Assert.Equal("the last line\n", Encoding.ASCII.GetString(await received));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_single_byte_is_not_lost_either(bool async)
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket);
        Task<byte[]> received = pair.ReceiveAllAsync();
        LineWriter writer = pair.Writer();
        LineReader reader = pair.Reader(owns: true);
        writer.WriteLine();
        if (async)
            await reader.DisposeAsync();
        else
            reader.Dispose();

        Assert.Equal("\n"u8.ToArray(), await received);
        writer.Dispose();
    }

    [Fact]
    public void An_owner_that_closes_what_cannot_be_written_any_more_throws_once_and_closes()
    {
        var stream = new ScriptedStream { WriteFailure = new IOException("gone") };
        var writer = new LineWriter(stream);
        writer.WriteLine("lost");
        var reader = new LineReader(stream, ownsStream: true);
        Assert.Equal("gone", Assert.Throws<IOException>(reader.Dispose).Message);
        Assert.True(stream.IsDisposed);
        writer.Dispose();
        reader.Dispose();
    }
}
