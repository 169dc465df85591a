using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tutorial.Net.Samples.Tour;

/// <summary>Lines out of text that comes in pieces, and what stands behind the last line: a prompt.</summary>
internal sealed class LineAssembler
{
    private readonly Queue<string> _lines = [];
    private readonly StringBuilder _tail = new();

    /// <summary>What no line end has followed yet; empty while whole lines wait to be taken.</summary>
    public string Tail => _lines.Count == 0 ? _tail.ToString() : "";

    public void Add(string text)
    {
        string[] parts = text.Split('\n');
        foreach (string part in parts[..^1])
        {
            _tail.Append(part);
            EndLine();
        }

        _tail.Append(parts[^1]);
    }

    /// <summary>No more will come: a tail is a line. False when there was none.</summary>
    public bool Complete()
    {
        if (_tail.Length == 0)
            return false;
        EndLine();
        return true;
    }

    public bool TryTake([NotNullWhen(true)] out string? line) => _lines.TryDequeue(out line);

    /// <summary>What is typed goes to the tail's line and ends it.</summary>
    public string TakeTail()
    {
        string tail = Tail;
        _tail.Clear();
        return tail;
    }

    private void EndLine()
    {
        _lines.Enqueue(_tail.ToString().TrimEnd('\r'));
        _tail.Clear();
    }
}
