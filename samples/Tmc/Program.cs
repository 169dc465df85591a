// The tutorial's client of section 2: sends a text and watches in what pieces the answer comes.
//   dotnet run --project samples/Tmc localhost 2000 abc
using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net;
using Tutorial.Net.Samples;

const int ShownChunks = 5;
const int ShownLength = 60;

Argument<string> host = SampleArguments.Host();
Argument<int> port = SampleArguments.ServerPort();
var text = new Argument<string>("TEXT") { Description = "What to send; not empty." };
text.Validators.Add(result =>
{
    if (result.Tokens is [{ Value: "" }])
        result.AddError("TEXT must not be empty: the server waits for at least one byte.");
});
Option<int> bufferSize = SampleArguments.Number(
    "--buffer-size", "The receive buffer in bytes: no chunk is longer.", 1_000_000, 1, 1 << 30);
Option<int> pause = SampleArguments.Number(
    "--pause", "How long to do something else after each chunk, in milliseconds.", 1, 0, 10_000);
Option<int> timeout = ServerConnection.Timeout(600); // someone has to press Enter at the server

var command = new RootCommand("The tutorial's client (section 2): sends a text, shows in what chunks the answer comes.")
{
    host, port, text, bufferSize, pause, timeout,
};
command.SetAction(parsed => ServerConnection.Use(
    parsed.GetValue(host)!,
    parsed.GetValue(port),
    parsed.GetValue(timeout),
    socket => Talk(socket, parsed.GetValue(text)!, parsed.GetValue(bufferSize), parsed.GetValue(pause))));
return await SampleCommand.RunAsync(command, args);

static int Talk(Socket socket, string text, int bufferSize, int pause)
{
    socket.SendAll(Encoding.UTF8.GetBytes(text));

    long total = 0;
    int chunks = 0;
    var sizes = new List<int>();
    foreach (ReadOnlyMemory<byte> chunk in socket.ReceiveChunks(bufferSize))
    {
        if (sizes.Count < ShownChunks)
            Console.WriteLine(TerminalText.Escape(chunk.Span, ShownLength));
        Console.WriteLine($"received {chunk.Length} bytes");
        total += chunk.Length;
        chunks++;
        if (sizes.Count < ChunkChart.MostBars)
            sizes.Add(chunk.Length);
        // Whoever comes back later finds more: with a long pause there are few chunks, without one there may be hundreds.
        Thread.Sleep(pause);
    }

    Console.WriteLine($"received {total} bytes in all");
    if (total == 0)
    {
        Console.Error.WriteLine("The server closed the connection without an answer.");
        return 1;
    }

    if (!Console.IsOutputRedirected)
        ChunkChart.Write(sizes, chunks);
    return 0;
}
