using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>A peer that says something and is gone, while this end still writes.</summary>
public class LineConnectionGoneTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_peer_said_before_it_went_is_read_after_the_exception_of_what_did_not_go(bool async)
    {
        using LineConnection connection = WithGonePeer();
        connection.WriteLine("QUIT");
        await Assert.ThrowsAsync<SendIncompleteException>(async () => await ReadAsync(connection, async));
        Assert.Equal("421 too many", await ReadAsync(connection, async));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_writer_whose_peer_is_gone_holds_nothing_however_much_is_written(bool async)
    {
        using LineConnection connection = WithGonePeer();
        string line = new('x', 10_000);
        byte[] body = new byte[100_000];
        for (int i = 0; i < 100; i++)
        {
            Exception? e = (i % 2, async) switch
            {
                (0, false) => Record.Exception(() => connection.WriteLine(line)),
                (0, true) => await Record.ExceptionAsync(async () => await connection.WriteLineAsync(line, Token)),
                (_, false) => Record.Exception(() => connection.Write(body)),
                (_, true) => await Record.ExceptionAsync(async () => await connection.WriteAsync(body, Token)),
            };
            Assert.True(i == 0 ? e is null or IOException : e is IOException, $"{i}: {e}");
            Assert.True(i == 0 || connection.Writer.BufferedLength == 0, $"{connection.Writer.BufferedLength} bytes after {i}");
        }

        Assert.Equal("421 too many", await ReadAsync(connection, async));
    }

    private static ValueTask<string?> ReadAsync(LineConnection connection, bool async) =>
        async ? connection.ReadLineAsync(Token) : new ValueTask<string?>(connection.ReadLine());

    /// <summary>The peer has said why it goes, and this end has its reset.</summary>
    private static LineConnection WithGonePeer()
    {
        (Socket own, Socket peer) = Loopback.Pair();
        var connection = new LineConnection(own);
        peer.SendAll("421 too many\n"u8);
        peer.Dispose();
        connection.WriteLine("EHLO");
        connection.Flush();
        Assert.True(SpinWait.SpinUntil(() => own.Poll(0, SelectMode.SelectError), OwnThread.Patience));
        return connection;
    }
}
