using System.Net;
using System.Text;

namespace Tutorial.Net.Fuzz;

/// <summary>Servers without a network: each connection reads the next answer and then its end, and what is written to it is kept.</summary>
internal sealed class ScriptedServers(List<byte[]> answers)
{
    private readonly List<Connection> _connections = [];

    /// <summary>An address that should not have been connected to.</summary>
    public IPAddress? Refused { get; set; }

    public IEnumerable<string> Requests
    {
        get
        {
            lock (_connections)
                return [.. _connections.Select(connection => connection.Written)];
        }
    }

    public Stream Connect()
    {
        lock (_connections)
        {
            var connection = new Connection(_connections.Count < answers.Count ? answers[_connections.Count] : []);
            _connections.Add(connection);
            return connection;
        }
    }

    private sealed class Connection(byte[] answer) : Stream
    {
        private readonly MemoryStream _answer = new(answer);
        private readonly MemoryStream _written = new();

        // Nothing is read before a request was written: what a server says unasked is no answer.
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Written
        {
            get
            {
                lock (_written)
                    return Encoding.Latin1.GetString(_written.ToArray());
            }
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.IsEmpty)
                return 0;
            await _asked.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return _answer.Read(buffer.Span);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return default;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            lock (_written)
                _written.Write(buffer);
            _asked.TrySetResult();
        }

        public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _asked.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
