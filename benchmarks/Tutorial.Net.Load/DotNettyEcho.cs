using System.Net;
using DotNetty.Buffers;
using DotNetty.Codecs;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;

namespace Tutorial.Net.Load;

/// <summary>The echo server as a user of DotNetty writes it: a decoder of lines, and one flush for all that a read brought.</summary>
internal sealed class DotNettyEcho : ChannelHandlerAdapter
{
    public static async Task<IChannel> StartAsync()
    {
        ServerBootstrap bootstrap = new ServerBootstrap()
            .Group(new MultithreadEventLoopGroup(1), new MultithreadEventLoopGroup())
            .Channel<TcpServerSocketChannel>()
            .Option(ChannelOption.SoBacklog, 4096)
            .ChildOption(ChannelOption.TcpNodelay, true)
            .ChildHandler(new ActionChannelInitializer<IChannel>(static channel =>
                channel.Pipeline.AddLast(new LineBasedFrameDecoder(65_536, stripDelimiter: false, failFast: true), new DotNettyEcho())));
        return await bootstrap.BindAsync(IPAddress.Loopback, 0).ConfigureAwait(false);
    }

    public override void ChannelRead(IChannelHandlerContext context, object message) => context.WriteAsync((IByteBuffer)message);

    public override void ChannelReadComplete(IChannelHandlerContext context) => context.Flush();

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => context.CloseAsync();
}
