using System.Diagnostics;
using System.Net.Sockets;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>One connection of a <see cref="ChaosProxy"/>.</summary>
internal sealed class ChaosLink(Socket client, Socket server, ChaosPlan plan)
{
    private long _moved = Stopwatch.GetTimestamp();

    /// <summary>For how long nothing has passed.</summary>
    public TimeSpan StandsStill => Stopwatch.GetElapsedTime(Volatile.Read(ref _moved));

    /// <summary>Passes on what comes until both directions have ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (client.ProtocolType == ProtocolType.Tcp)
            client.NoDelay = true;
        if (server.ProtocolType == ProtocolType.Tcp)
            server.NoDelay = true;
        await Task.WhenAll(
            PumpAsync(client, server, new Random(plan.Seed), !plan.EndsReplies, cancellationToken),
            PumpAsync(server, client, new Random(~plan.Seed), plan.EndsReplies, cancellationToken)).ConfigureAwait(false);
        client.Dispose();
        server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, Random random, bool ends, CancellationToken cancellationToken)
    {
        try
        {
            long most = ends && plan.Ending != ChaosEnding.None ? plan.EndsAfter : long.MaxValue;
            if (await CopyAsync(from, to, random, most, cancellationToken).ConfigureAwait(false) == most && plan.Ending == ChaosEnding.Reset)
            {
                Reset();
                return;
            }

            to.Shutdown(SocketShutdown.Send);
            byte[] ignored = new byte[65_536];
            while (await from.ReceiveAsync(ignored, cancellationToken).ConfigureAwait(false) > 0)
            {
                // What comes after a direction was shut goes nowhere.
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Broken at one end, or by the other direction: broken at the other end, too.
            Reset();
        }
    }

    /// <returns>The bytes that were passed on: <paramref name="most"/>, or fewer where the stream ended before.</returns>
    private async Task<long> CopyAsync(Socket from, Socket to, Random random, long most, CancellationToken cancellationToken)
    {
        byte[] slice = new byte[plan.MaxSlice];
        long start = Stopwatch.GetTimestamp();
        long copied = 0;
        while (copied < most)
        {
            int length = (int)Math.Min(most - copied, Math.Ceiling(Math.Pow(plan.MaxSlice, random.NextDouble())));
            int count = await from.ReceiveAsync(slice.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            if (count == 0)
                break;
            for (int sent = 0; sent < count;)
                sent += await to.SendAsync(slice.AsMemory(sent, count - sent), cancellationToken).ConfigureAwait(false);
            copied += count;
            Volatile.Write(ref _moved, Stopwatch.GetTimestamp());
            TimeSpan pause = Pause(random, copied, Stopwatch.GetElapsedTime(start));
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }

        return copied;
    }

    private TimeSpan Pause(Random random, long copied, TimeSpan elapsed)
    {
        double chance = random.NextDouble();
        int milliseconds = chance < plan.StallChance ? random.Next(50, 150) : chance < plan.StallChance + plan.DelayChance ? random.Next(8) : 0;
        double early = (copied / plan.BytesPerSecond) - elapsed.TotalSeconds;
        // A shorter one than the timer's is made up for by the next.
        return TimeSpan.FromMilliseconds(milliseconds + (early > 0.005 ? early * 1000 : 0));
    }

    private void Reset()
    {
        Reset(client);
        Reset(server);
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.Reset();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other direction was first.
        }
    }
}
