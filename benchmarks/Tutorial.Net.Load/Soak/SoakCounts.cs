using System.Net.Sockets;
using Tutorial.Net.Load.Studies;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Soak;

/// <summary>What all parts have done so far; from any thread.</summary>
/// <param name="seed">What the network does follows from this and the connection's number.</param>
internal sealed class SoakCounts(int seed)
{
    private readonly int[] _endings = new int[3];
    private int _connections;
    private long _lines;
    private long _links;
    private long _blockBytes;
    private int _wrong;
    private string? _firstWrong;

    public int Connections => _connections;

    public long Lines => Volatile.Read(ref _lines);

    public long Links => Volatile.Read(ref _links);

    public long BlockBytes => Volatile.Read(ref _blockBytes);

    /// <summary>Connections on which something else came back than had to.</summary>
    public int Wrong => _wrong;

    /// <summary>What was wrong first; null while nothing is.</summary>
    public string? FirstWrong => _firstWrong;

    /// <summary>The connections that stayed whole, were half-closed and were reset, in their order.</summary>
    public IReadOnlyList<int> Endings => _endings;

    public int NextConnection() => Interlocked.Increment(ref _connections);

    public ChaosTalk NextTalk(int lines) => new(NextConnection(), lines, seed);

    /// <param name="connection">Its number.</param>
    /// <param name="length">About the bytes that pass each way.</param>
    public ChaosPlan Plan(int connection, int length) => ChaosPlan.Draw(seed + connection, length);

    public void CountLines(string part, ChaosTalk talk, ReadOnlySpan<byte> reply, SocketError error)
    {
        Interlocked.Add(ref _lines, talk.LinesIn(reply));
        Ended(talk.Plan, talk.IsRight(reply, error), $"{part}: {reply.Length} of {talk.Text.Length} bytes came back, then {error}");
    }

    public void CountLinks(ChaosPlan plan, int links, bool isRight, string what)
    {
        Interlocked.Add(ref _links, links);
        Ended(plan, isRight, what);
    }

    public void CountBlocks(ChaosPlan plan, long bytes, bool isRight, string what)
    {
        Interlocked.Add(ref _blockBytes, bytes);
        Ended(plan, isRight, what);
    }

    /// <summary>Something went wrong that no plan is to blame for.</summary>
    public void CountFailure(string what)
    {
        Interlocked.Increment(ref _wrong);
        Interlocked.CompareExchange(ref _firstWrong, what, null);
    }

    private void Ended(ChaosPlan plan, bool isRight, string what)
    {
        Interlocked.Increment(ref _endings[(int)plan.Ending]);
        if (!isRight)
            CountFailure($"{what}; {plan}");
    }
}
