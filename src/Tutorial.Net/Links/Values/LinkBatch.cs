using System.Text;

namespace Tutorial.Net;

/// <summary>
/// Links of some tags and all their bytes: nothing is allocated for one, once it has grown to the page's largest tag.
/// </summary>
internal sealed class LinkBatch : IDisposable
{
    // Few enough to stay in the processor's first cache until they are taken.
    private const int MostTags = 32;
    private const int MostBytes = 8192;

    private LinkRecord[] _records = new LinkRecord[4];
    private int _count;
    private int _taken;
    private ByteBuffer _bytes;
    private (TextRun Run, string Text) _rel = (TextRun.None, "");
    private (TextRun Run, string Text) _name = (TextRun.None, "");

    public bool IsEmpty => _taken == _count;

    /// <summary>Whether the links of one more tag may come in before those that are here are taken.</summary>
    public bool HasRoom => _count < MostTags && _bytes.Length < MostBytes;

    /// <summary>What the links' runs are runs of. Whoever appends keeps its start, and cuts off what came to nothing.</summary>
    public ref ByteBuffer Bytes => ref _bytes;

    public LinkRef Peek(in LinkRecord record) => new(in record, this);

    /// <summary>The place of the next link, to fill in whole; it is one from <see cref="Add()"/> on.</summary>
    public ref LinkRecord Next()
    {
        if (_count == _records.Length)
            Array.Resize(ref _records, _count * 2);
        return ref _records[_count];
    }

    /// <summary>What was filled into <see cref="Next"/> is a link.</summary>
    public void Add() => _count++;

    public void Add(in LinkRecord record)
    {
        Next() = record;
        Add();
    }

    public LinkRef Take() => new(in _records[_taken++], this);

    /// <summary>Forgets what was taken.</summary>
    public void Clear()
    {
        _count = _taken = 0;
        _bytes.Length = 0;
        _rel.Run = _name.Run = TextRun.None;
    }

    /// <summary>The rel that all links of a tag share: it may be as long as their list, so it is one string for all of them.</summary>
    public string? RelOf(in LinkRecord record) => record.Rel.IsNone ? null : Shared(ref _rel, record.Rel);

    /// <inheritdoc cref="RelOf"/>
    public string NameOf(in LinkRecord record) => record.Element ?? Shared(ref _name, record.Name);

    public TextRun Append(ReadOnlySpan<byte> text)
    {
        _bytes.Append(text);
        return new TextRun(_bytes.Length - text.Length, text.Length);
    }

    /// <summary>The same with A to Z made small.</summary>
    public TextRun AppendLower(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
            _bytes.Append(b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b);
        return new TextRun(_bytes.Length - text.Length, text.Length);
    }

    private string Shared(ref (TextRun Run, string Text) cache, TextRun run)
    {
        if (cache.Run != run)
            cache = (run, Encoding.UTF8.GetString(run.Of(_bytes.Written)));
        return cache.Text;
    }

    public void Dispose() => _bytes.Dispose();
}
