using System.IO.Compression;

namespace Tutorial.Net;

/// <summary>
/// The Unicode data that domain to ASCII needs, of one Unicode version (17.0) wherever it runs: the platform's own differs with
/// its ICU, maps deviations the old way, and is absent in invariant mode. Read once, at the first host that is not ASCII, from
/// <c>idna.bin</c>, which <c>tools/idna/generate.mjs</c> makes and describes. Immutable once loaded.
/// </summary>
internal sealed class IdnaTables
{
    private static readonly Lazy<IdnaTables> Loaded = new(() => new IdnaTables());

    private readonly int[] _mapStarts;
    private readonly int[] _mapValues;
    private readonly int[] _mapped;
    private readonly RunTable _properties;
    private readonly RunTable _classes;
    private readonly Dictionary<int, int[]> _parts = [];
    private readonly Dictionary<long, int> _pairs = [];

    private IdnaTables()
    {
        using Stream packed = typeof(IdnaTables).Assembly.GetManifestResourceStream("Tutorial.Net.Urls.Idna.idna.bin")
            ?? throw new InvalidOperationException("The library was built without its resource idna.bin.");
        using var plain = new BrotliStream(packed, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        plain.CopyTo(memory);
        var reader = new TableReader(memory.GetBuffer().AsSpan(0, (int)memory.Length));
        (_mapStarts, _mapValues, _mapped) = ReadMapping(ref reader);
        _properties = new RunTable(ref reader);
        _classes = new RunTable(ref reader);
        ReadParts(ref reader);
        ReadPairs(ref reader);
    }

    public static IdnaTables Instance => Loaded.Value;

    /// <summary>What UTS #46 makes of a code point.</summary>
    /// <param name="point">The code point.</param>
    /// <param name="mapped">What it becomes, if it is mapped.</param>
    public IdnaStatus Status(int point, out ReadOnlySpan<int> mapped)
    {
        int at = Array.BinarySearch(_mapStarts, point);
        int value = _mapValues[at >= 0 ? at : ~at - 1];
        mapped = (value & 0xFF) < 3 ? default : _mapped.AsSpan(value >> 8, (value & 0xFF) - 3);
        return (IdnaStatus)Math.Min(value & 0xFF, (int)IdnaStatus.Mapped);
    }

    public CodePointProperties Properties(int point) => new(_properties[point]);

    /// <summary>The canonical combining class.</summary>
    public int CombiningClass(int point) => _classes[point];

    /// <summary>The full canonical decomposition, or null; not for Hangul.</summary>
    public int[]? Decomposition(int point) => _parts.GetValueOrDefault(point);

    /// <summary>The code point that two others compose to, or 0; not for Hangul.</summary>
    public int Composition(int first, int second) => _pairs.GetValueOrDefault(((long)first << 32) | (uint)second);

    private static (int[] Starts, int[] Values, int[] Mapped) ReadMapping(ref TableReader reader)
    {
        int[] starts = new int[reader.Number()], values = new int[starts.Length];
        var mapped = new List<int>();
        int at = 0, before = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = at += reader.Number();
            int kind = reader.Number();
            values[i] = kind | (mapped.Count << 8);
            for (int left = kind - 3; left > 0; left--)
                mapped.Add(before += reader.Signed());
        }

        return (starts, values, [.. mapped]);
    }

    private void ReadParts(ref TableReader reader)
    {
        int point = 0;
        for (int left = reader.Number(); left > 0; left--)
        {
            point += reader.Number();
            int[] parts = new int[reader.Number()];
            for (int i = 0; i < parts.Length; i++)
                parts[i] = point + reader.Signed();
            _parts.Add(point, parts);
        }
    }

    private void ReadPairs(ref TableReader reader)
    {
        int point = 0;
        for (int left = reader.Number(); left > 0; left--)
        {
            point += reader.Number();
            int first = point + reader.Signed();
            _pairs.Add(((long)first << 32) | (uint)reader.Number(), point);
        }
    }

    /// <summary>A byte for every code point, stored as runs.</summary>
    private sealed class RunTable
    {
        private readonly int[] _starts;
        private readonly byte[] _values;

        public RunTable(ref TableReader reader)
        {
            _starts = new int[reader.Number()];
            _values = new byte[_starts.Length];
            int at = 0;
            for (int i = 0; i < _starts.Length; i++)
            {
                _starts[i] = at += reader.Number();
                _values[i] = reader.Byte();
            }
        }

        public byte this[int point]
        {
            get
            {
                int at = Array.BinarySearch(_starts, point);
                return _values[at >= 0 ? at : ~at - 1];
            }
        }
    }

    private ref struct TableReader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _bytes = bytes;

        public byte Byte()
        {
            byte value = _bytes[0];
            _bytes = _bytes[1..];
            return value;
        }

        public int Number()
        {
            int value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = Byte();
                value |= (next & 0x7F) << shift;
                if (next < 0x80)
                    return value;
            }
        }

        public int Signed()
        {
            int value = Number();
            return (value & 1) == 0 ? value >> 1 : -((value + 1) >> 1);
        }
    }
}
