using System.Net.Sockets;

namespace Tutorial.Net.Tests.Faults;

/// <summary>What the faults are tried on: each part of the library that makes a call of the system's.</summary>
internal static partial class Scenarios
{
    public static readonly Scenario[] All = [.. Sending, .. Receiving, .. Lines, .. Polling, .. Serving, .. Connecting];

    /// <summary>The other end gives up by then.</summary>
    private static readonly TimeSpan PeerPatience = TimeSpan.FromSeconds(4);

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7919 >> 3))];

    /// <summary>Reads everything to the end, as the other end; then closes.</summary>
    private static Task<byte[]> ReadToEnd(Socket peer) => FaultShim.Exempt(() =>
    {
        using (peer)
        {
            peer.ReceiveTimeout = (int)PeerPatience.TotalMilliseconds;
            MemoryStream all = new();
            byte[] buffer = new byte[4096];
            int count;
            while ((count = peer.Receive(buffer, SocketFlags.None, out SocketError error)) > 0 && error == SocketError.Success)
                all.Write(buffer, 0, count);
            return all.ToArray();
        }
    });

    /// <summary>Sends everything in a few pieces, as the other end; then closes.</summary>
    private static Task<bool> SendAndEnd(Socket peer, byte[] data) => FaultShim.Exempt(() =>
    {
        using (peer)
        {
            peer.NoDelay = true;
            foreach (byte[] piece in data.Chunk(data.Length / 5))
                peer.Send(piece);
            peer.Shutdown(SocketShutdown.Send);
            return true;
        }
    });

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}
