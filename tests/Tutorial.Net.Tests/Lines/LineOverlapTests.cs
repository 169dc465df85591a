using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>A call while another of the same reader or writer waits: refused before it touches anything.</summary>
public class LineOverlapTests
{
    public static TheoryData<LineMedium> Media => LinePair.Media;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, Func<LineReader, Task>> Reads = new()
    {
        ["TryRead"] = r => Done(r.TryRead(out _)),
        ["WaitToRead"] = r => Done(r.WaitToRead()),
        ["WaitToRead with a limit"] = r => Done(r.WaitToRead(TimeSpan.Zero)),
        ["WaitToReadAsync"] = r => r.WaitToReadAsync().AsTask(),
        ["WaitToReadAsync, cancelled"] = r => r.WaitToReadAsync(new CancellationToken(true)).AsTask(),
        ["WaitToReadAsync with a limit"] = r => r.WaitToReadAsync(TimeSpan.Zero).AsTask(),
        ["ReadLine"] = r => Done(r.ReadLine()),
        ["ReadLine with a limit"] = r => Done(r.ReadLine(TimeSpan.Zero)),
        ["ReadLineAsync"] = r => r.ReadLineAsync().AsTask(),
        ["ReadLineAsync with a limit"] = r => r.ReadLineAsync(TimeSpan.Zero).AsTask(),
        ["ReadLines"] = r => Done(r.ReadLines().First()),
        ["ReadLinesAsync"] = async r => await r.ReadLinesAsync().GetAsyncEnumerator().MoveNextAsync(),
        ["ReadExactly"] = r =>
        {
            r.ReadExactly(new byte[1]);
            return Task.CompletedTask;
        },
        ["ReadExactly of nothing"] = r =>
        {
            r.ReadExactly([]);
            return Task.CompletedTask;
        },
        ["ReadExactly with a limit"] = r =>
        {
            r.ReadExactly(new byte[1], TimeSpan.Zero);
            return Task.CompletedTask;
        },
        ["ReadExactlyAsync"] = r => r.ReadExactlyAsync(new byte[1]).AsTask(),
        ["ReadExactlyAsync with a limit"] = r => r.ReadExactlyAsync(new byte[1], TimeSpan.Zero).AsTask(),
        ["Buffered"] = r => Done(r.Buffered),
        ["IsBetweenLines"] = r => Done(r.IsBetweenLines),
    };

    private static readonly Dictionary<string, Func<LineWriter, Task>> Writes = new()
    {
        ["WriteLine of characters"] = w => Done(() => w.WriteLine("x")),
        ["WriteLine of bytes"] = w => Done(() => w.WriteLine("x"u8)),
        ["WriteLines"] = w => Done(() => w.WriteLines(["x"])),
        ["WriteLineAsync of characters"] = w => w.WriteLineAsync("x".AsMemory()).AsTask(),
        ["WriteLineAsync of bytes"] = w => w.WriteLineAsync("x"u8.ToArray().AsMemory()).AsTask(),
        ["WriteLinesAsync"] = w => w.WriteLinesAsync(["x"]).AsTask(),
        ["Flush"] = w => Done(w.Flush),
        ["FlushAsync"] = w => w.FlushAsync().AsTask(),
        ["Complete"] = w => Done(w.Complete),
        ["CompleteAsync"] = w => w.CompleteAsync().AsTask(),
    };

    private static Task Done<T>(T value)
    {
        GC.KeepAlive(value);
        return Task.CompletedTask;
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task Every_read_while_another_waits_is_refused_and_nothing_is_lost(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium);
        using LineReader reader = pair.Reader();
        foreach (Func<LineReader, Task> first in (Func<LineReader, Task>[])
            [r => r.WaitToReadAsync().AsTask(), r => r.ReadLineAsync().AsTask(), r => r.ReadExactlyAsync(new byte[4]).AsTask()])
        {
            // Part of a line is buffered, so that a careless call would find something to spoil.
            pair.Send("on"u8);
            Task pending = first(reader);
            foreach ((string name, Func<LineReader, Task> read) in Reads)
            {
                Exception? e = await Record.ExceptionAsync(() => read(reader));
                Assert.True(e is InvalidOperationException and not ObjectDisposedException, $"{name}: {e}");
            }

            Assert.False(pending.IsCompleted);
            pair.Send("e\n"u8);
            await pending;
            if (pending is Task<bool>)
                Assert.Equal("one", await reader.ReadLineAsync(Token));
        }
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task A_refused_read_gives_no_buffer_back_that_a_receive_is_filling(LineMedium medium)
    {
        const int BufferSize = 1 << 14;
        using LinePair pair = LinePair.Open(medium);
        using LineReader reader = pair.Reader(new LineOptions { BufferSize = BufferSize });
        // More than half of a buffer: from then on it is held while the reader waits.
        string longLine = new('x', BufferSize - 100);
        pair.Send(System.Text.Encoding.ASCII.GetBytes(longLine + "\n"));
        Assert.Equal(longLine, await reader.ReadLineAsync(Token));
        for (int i = 0; i < 20; i++)
        {
            Task<string?> pending = reader.ReadLineAsync(Token).AsTask();
            Assert.Throws<InvalidOperationException>(() => reader.TryRead(out _));
            using var other = new PoolWatch(BufferSize);
            pair.Send("secret\n"u8);
            Assert.Equal("secret", await pending);
            other.AssertUntouched();
        }
    }

    [Fact]
    public async Task Of_two_concurrent_readers_no_line_vanishes()
    {
        using LinePair pair = LinePair.Open(LineMedium.Socket);
        using LineReader reader = pair.Reader();
        const int Count = 100_000;
        Task<int> first = CountAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(CountAsync);
        byte[] lines = [.. Enumerable.Range(0, Count).SelectMany(i => System.Text.Encoding.ASCII.GetBytes($"{i}\n"))];
        Task sending = Task.Run(
            () =>
            {
                pair.Send(lines);
                pair.PeerSocket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            },
            Token);
        Assert.Equal(Count, await first);
        await sending;

        async Task<int> CountAsync()
        {
            int count = 0;
            while (await reader.ReadLineAsync(Token) is { } line)
                Assert.Equal($"{count++}", line);
            return count;
        }
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task Every_call_during_a_flush_is_refused_and_nothing_is_lost_or_sent_twice(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium, sendBuffer: 4096, receiveBuffer: 4096);
        using LineWriter writer = pair.Writer(new LineOptions { BufferSize = 1 << 22 });
        string big = new('x', 1 << 21);
        writer.WriteLine(big);
        Task flush = writer.FlushAsync(Token).AsTask();
        Assert.False(flush.IsCompleted);
        foreach ((string name, Func<LineWriter, Task> write) in Writes)
        {
            Exception? e = await Record.ExceptionAsync(() => write(writer));
            Assert.True(e is InvalidOperationException and not ObjectDisposedException, $"{name}: {e}");
        }

        using var reader = new LineReader(pair.Peer, new LineOptions { MaxLineLength = 1 << 22 });
        Task<List<string>> reading = Task.Run(() => reader.ReadLines().ToList(), Token);
        await flush;
        writer.WriteLine("after");
        await writer.CompleteAsync(Token);
        Assert.Equal([big, "after"], await reading);
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task A_buffer_that_is_being_sent_is_nobody_elses(LineMedium medium)
    {
        const int BufferSize = 1 << 20;
        using LinePair pair = LinePair.Open(medium, sendBuffer: 4096, receiveBuffer: 4096);
        using LineWriter writer = pair.Writer(new LineOptions { BufferSize = BufferSize });
        string line = new('x', BufferSize - 10);
        writer.WriteLine(line);
        Task flush = writer.FlushAsync(Token).AsTask();
        Assert.False(flush.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => writer.WriteLine(new string('y', 2 * BufferSize)));
        Task<byte[]> receiving;
        using (new PoolWatch(BufferSize))
        {
            receiving = pair.ReceiveAllAsync();
            await flush;
        }

        await writer.CompleteAsync(Token);
        Assert.Equal(System.Text.Encoding.ASCII.GetBytes(line + "\n"), await receiving);
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task Disposing_during_a_pending_read_is_allowed_and_gives_no_buffer_back(LineMedium medium)
    {
        const int BufferSize = 1 << 14;
        using LinePair pair = LinePair.Open(medium);
        LineReader reader = pair.Reader(new LineOptions { BufferSize = BufferSize }, owns: false);
        pair.Send(new byte[BufferSize - 100]);
        pair.Send("\n"u8);
        Assert.True(await reader.WaitToReadAsync(Token));
        Assert.True(reader.TryRead(out _));
        Task<string?> pending = reader.ReadLineAsync(Token).AsTask();
        reader.Dispose();
        using var other = new PoolWatch(BufferSize);
        pair.Send("secret\n"u8);
        var e = await Assert.ThrowsAsync<ObjectDisposedException>(() => pending);
        Assert.Contains(nameof(LineReader), e.ObjectName, StringComparison.Ordinal);
        other.AssertUntouched();
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task Disposing_what_is_owned_ends_a_pending_read_and_a_pending_flush(LineMedium medium)
    {
        using LinePair pair = LinePair.Open(medium, sendBuffer: 4096, receiveBuffer: 4096);
        LineReader reader = pair.Reader(owns: true);
        LineWriter writer = pair.Writer(new LineOptions { BufferSize = 1 << 22 });
        Task<string?> read = reader.ReadLineAsync(Token).AsTask();
        writer.WriteLine(new string('x', 1 << 21));
        Task flush = writer.FlushAsync(Token).AsTask();
        Assert.False(flush.IsCompleted);
        reader.Dispose();
        Exception? readFailure = await Record.ExceptionAsync(() => read);
        Assert.True(readFailure is IOException or ObjectDisposedException, $"{readFailure}");
        Exception? flushFailure = await Record.ExceptionAsync(() => flush);
        Assert.True(flushFailure is IOException or ObjectDisposedException, $"{flushFailure}");
        writer.Dispose();
    }

    [Theory]
    [MemberData(nameof(Media))]
    public async Task What_was_sent_before_arrives_though_a_read_was_under_way_at_the_end(LineMedium medium)
    {
        for (int round = 0; round < 20; round++)
        {
            using LinePair pair = LinePair.Open(medium);
            LineReader reader = pair.Reader(owns: true);
            LineWriter writer = pair.Writer();
            Task<string?> read = round % 2 == 0 ? reader.ReadLineAsync(Token).AsTask() : Task.Factory.StartNew(
                reader.ReadLine, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            SpinWait.SpinUntil(() => read.Status is TaskStatus.Running or TaskStatus.WaitingForActivation);
            writer.WriteLine("bye");
            reader.Dispose();
            Exception? e = await Record.ExceptionAsync(() => read);
            Assert.True(e is IOException or ObjectDisposedException, $"{e}");
            Assert.Equal("bye\n"u8.ToArray(), await pair.ReceiveAllAsync());
        }
    }
}
