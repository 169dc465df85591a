using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Faults;

internal static partial class Scenarios
{
    private static readonly string[] SomeLines = [.. Enumerable.Range(0, 600).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i} {new string('x', i % 90)}"))];

    private static Scenario[] Lines =>
    [
        Read("LineReader.ReadLine", reader => reader.ReadLine()),
        Read("LineReader.ReadLine with a time limit", reader => reader.ReadLine(PeerPatience)),
        Read("LineReader.ReadLineAsync", reader => Wait(reader.ReadLineAsync())) with { IsAsynchronous = true },
        Write("LineWriter", (writer, line) => writer.WriteLine(line), writer => writer.Flush()),
        Write("LineWriter, asynchronous", (writer, line) => Wait(writer.WriteLineAsync(line)), writer => Wait(writer.FlushAsync())) with { IsAsynchronous = true },
        new("LineConnection")
        {
            Act = static run => Converse(run, static connection => connection.ReadLine()),
            IsDocumented = static failure => failure is IOException or SocketException,
        },
        new("LineConnection, asynchronous")
        {
            Act = static run => Converse(run, static connection => Wait(connection.ReadLineAsync())),
            IsDocumented = static failure => failure is IOException or SocketException,
            IsAsynchronous = true,
        },
    ];

    /// <summary>A read that failed is made again: no line is lost.</summary>
    private static Scenario Read(string name, Func<LineReader, string?> read) => new(name)
    {
        Act = run =>
        {
            (Socket socket, Socket peer) = Loopback.Pair();
            Task<bool> sent = SendAndEnd(peer, Encoding.ASCII.GetBytes(string.Concat(SomeLines.Select(line => line + "\n"))));
            using LineReader reader = new(socket, ownsSocket: true);
            List<string> lines = [];
            Action toEnd = () =>
            {
                while (read(reader) is { } line)
                    lines.Add(line);
            };

            Exception? failure = run.Try(toEnd);

            if (failure is not null)
                toEnd();
            Assert.Equal(SomeLines, lines);
            Assert.True(sent.Result);
            return failure;
        },
        IsDocumented = static failure => failure is IOException,
        Survives = static fault => fault.Call is not ("recv" or "recvmsg"),
    };

    /// <summary>A line whose write failed is in the buffer all the same, and the next flush goes on: none is lost or doubled while the
    /// connection lives.</summary>
    private static Scenario Write(string name, Action<LineWriter, string> write, Action<LineWriter> flush) => new(name)
    {
        Act = run =>
        {
            (Socket socket, Socket peer) = Loopback.Pair(sendBuffer: 4096, receiveBuffer: 4096);
            Task<byte[]> received = ReadToEnd(peer);
            using LineWriter writer = new(socket, new LineOptions { BufferSize = 2048 }, ownsSocket: true);
            Exception? failure = null;
            void Note(Action action)
            {
                try
                {
                    action();
                }
                catch (IOException exception)
                {
                    failure ??= exception;
                }
            }

            Exception? other = run.Try(() =>
            {
                foreach (string line in SomeLines)
                    Note(() => write(writer, line));
                Note(() => flush(writer));
            });
            string all = string.Concat(SomeLines.Select(line => line + "\n"));
            if (failure is SendIncompleteException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown })
            {
                // As far as it can know the peer is gone: it holds nothing more, and says so.
                Assert.False(writer.HasUnsent);
                Assert.Throws<IOException>(() => flush(writer));
                writer.Dispose();
                Assert.StartsWith(Encoding.ASCII.GetString(received.Result), all, StringComparison.Ordinal);
                return other ?? failure;
            }

            flush(writer);
            writer.Complete();

            Assert.Equal(all, Encoding.ASCII.GetString(received.Result));
            return other ?? failure;
        },
        IsDocumented = static failure => failure is SendIncompleteException,
        Survives = static fault => fault.Errno == Errno.EAGAIN || fault.Call is not ("send" or "sendmsg"),
    };

    private static Exception? Converse(FaultRun run, Func<LineConnection, string?> read)
    {
        using Socket listener = TcpSocket.Listen(0);
        int port = listener.Port();
        using CancellationTokenSource over = new();
        Task<bool> peer = FaultShim.Exempt(() =>
        {
            listener.Blocking = false;
            while (!listener.Poll(10_000, SelectMode.SelectRead))
            {
                if (over.IsCancellationRequested)
                    return false;
            }

            Socket client = listener.Accept();
            client.Blocking = true;
            client.ReceiveTimeout = (int)PeerPatience.TotalMilliseconds;
            using LineConnection connection = new(client);
            foreach (string line in connection.ReadLines())
            {
                connection.WriteLine(line);
                connection.Flush();
            }

            return true;
        });
        Exception? failure = run.Try(() =>
        {
            using LineConnection connection = LineConnection.Connect("127.0.0.1", port, timeout: PeerPatience);
            for (int i = 0; i < 3; i++)
            {
                connection.WriteLine(SomeLines[i]);
                Assert.Equal(SomeLines[i], read(connection));
            }
        });
        over.Cancel();
        _ = peer.ContinueWith(_ => true, TaskScheduler.Default).Result;
        return failure;
    }
}
