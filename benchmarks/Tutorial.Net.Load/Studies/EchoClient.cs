using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Tutorial.Net.Load.Studies;

/// <summary>Sends a line, compares what comes back, and notes how long it took.</summary>
internal sealed class EchoClient(EndPoint server, Latencies latencies) : StudyClient(server)
{
    private byte[] _line = [];
    private int _received;
    private long _asked;
    private int _number;

    /// <summary>Whether every line that was sent has come back.</summary>
    public bool IsAnswered { get; private set; } = true;

    /// <summary>When the last one was sent.</summary>
    public long AskedAt => _asked;

    /// <summary>Something else than what was sent came, or the end.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Asks again as soon as it has its answer.</summary>
    public bool GoesOn { get; init; }

    public void Ask()
    {
        // No two lines of a client are the same.
        _line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"line {++_number} of {EndPoint}\n"));
        _received = 0;
        IsAnswered = false;
        _asked = Stopwatch.GetTimestamp();
        Send(_line);
    }

    protected override void OnReceived(ReadOnlySpan<byte> bytes)
    {
        if (IsAnswered || !_line.AsSpan(_received).StartsWith(bytes))
        {
            HasFailed = true;
            return;
        }

        _received += bytes.Length;
        if (_received < _line.Length)
            return;
        IsAnswered = true;
        latencies.Add(Stopwatch.GetElapsedTime(_asked));
        if (GoesOn)
            Ask();
    }

    protected override void OnEnded() => HasFailed = true;
}
