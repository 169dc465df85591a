// What the snippets of the documentation and of the doc comments take as given. A name that a snippet declares hides the one here.
global using System.Buffers;
global using System.Net;
global using System.Net.Security;
global using System.Net.Sockets;
global using System.Text;
global using Tutorial.Net;

internal static partial class Snippets
{
    private static readonly Socket socket = null!, listener = null!, client = null!;
    private static readonly CancellationToken token = default, cancellationToken = default;
    private static readonly byte[] bytes = [], header = [], body = [], value = [], buffer = [];
    private static readonly ReadOnlySequence<byte> sequence = default;
    private static readonly IEnumerable<string> lines = [];
    private static readonly LineFramer framer = new();
    private static readonly LineReader reader = null!;
    private static readonly LineWriter writer = null!;
    private static readonly LineConnection connection = null!;
    private static readonly Line line = default;
    private static readonly LinkExtractor extractor = new();
    private static readonly LinkExtractorOptions options = new();
    private static readonly Stream stream = Stream.Null;
    private static readonly HttpClient http = new();
    private static readonly Uri uri = null!, documentUri = null!;
    private static readonly string html = "", charset = "";
    private static readonly bool clientsLeft = true;
    private static readonly System.Security.Cryptography.X509Certificates.X509Certificate2 certificate = null!;
    private static int count;

    private static void Handle(ReadOnlySpan<byte> line) { }

    private static void Handle(Link link) { }

    private static void Process(ReadOnlyMemory<byte> chunk) { }

    private static void Accept(SocketMultiplexer multiplexer, Socket listener) { }

    private static void Receive(Client client, SocketRegistration registration) { }

    private static void Serve(ReadySocket ready) { }

    private static void Serve(Socket client) { }

    private static Task ServeAsync(Socket client, CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Client;

    private sealed class Echo : ILineHandler
    {
        public void OnLine(LineSession session, in Line line) => session.WriteLine(line.Span);
    }
}
