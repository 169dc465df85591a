using System.Net.Sockets;
using System.Reflection;
using DotNetty.Buffers;
using DotNetty.Codecs;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>A socket channel with the decoder and a handler that counts.</summary>
internal static class DotNettyJob
{
    public static async Task<long> RunAsync(Socket socket)
    {
        var group = new MultithreadEventLoopGroup(1);
        try
        {
            var counter = new Counter();
            // The constructor for a socket that is connected already is not public; a user's would come from a bootstrap.
            var channel = (TcpSocketChannel)Activator.CreateInstance(
                typeof(TcpSocketChannel), BindingFlags.NonPublic | BindingFlags.Instance, null, [null, socket, true], null)!;
            channel.Configuration.RecvByteBufAllocator = new FixedRecvByteBufAllocator(64 << 10);
            channel.Pipeline.AddLast(new LineBasedFrameDecoder(65536), counter);
            await ((IEventLoopGroup)group).RegisterAsync(channel).ConfigureAwait(false);
            return await counter.Done.ConfigureAwait(false);
        }
        finally
        {
            await group.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        }
    }

    private sealed class Counter : ChannelHandlerAdapter
    {
        private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _lines;
        private long _bytes;

        public Task<long> Done => _done.Task;

        public override void ChannelRead(IChannelHandlerContext context, object message)
        {
            var line = (IByteBuffer)message;
            _lines++;
            _bytes += line.ReadableBytes;
            line.Release();
        }

        public override void ChannelInactive(IChannelHandlerContext context) =>
            _done.TrySetResult(LineReaderJobs.Checked(_lines, _bytes));

        public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => _done.TrySetException(exception);
    }
}
