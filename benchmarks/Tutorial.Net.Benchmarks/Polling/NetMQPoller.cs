using System.Net.Sockets;
using NetMQ;

namespace Tutorial.Net.Benchmarks.Polling;

/// <summary>NetMQ's selector over plain sockets.</summary>
internal sealed class NetMQPoller : Poller
{
    private readonly NetMQSelector _selector = new();
    private readonly NetMQSelector.Item[] _items;

    public NetMQPoller(Socket[] sockets) =>
        _items = Array.ConvertAll(sockets, socket => new NetMQSelector.Item(socket, PollEvents.PollIn));

    public override string Name => "NetMQSelector";

    public override int WaitAndReceive()
    {
        _selector.Select(_items, _items.Length, -1);
        int count = 0;
        foreach (NetMQSelector.Item item in _items)
        {
            if ((item.ResultEvent & PollEvents.PollIn) == 0)
                continue;
            Receive(item.FileDescriptor!);
            count++;
        }

        return count;
    }

    public override void Dispose()
    {
        // Nothing of its own.
    }
}
