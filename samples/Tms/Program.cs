// The tutorial's server of section 2: takes a text from a client and, once Enter is pressed, sends it back many times.
//   dotnet run --project samples/Tms 2000
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Tutorial.Net;
using Tutorial.Net.Samples;

const int LongestText = 1_000_000; // what the tutorial's server takes in its one receive
const int LargestSend = 1 << 20;

Argument<int> port = SampleArguments.ListenPort();
Option<IPAddress> bind = SampleArguments.Bind();
Option<int> copies = SampleArguments.Number("--copies", "How many copies to send back.", 10_000, 1, 1_000_000_000);
Option<int> batch = SampleArguments.Number("--batch", "How many copies each send takes.", 1, 1, LongestText);
Option<int> timeout = SampleArguments.Number(
    "--timeout", "The longest wait for the client to send its text, and to take what one send sends, in seconds.", 600, 1, 1_800);

var command = new RootCommand("The tutorial's server (section 2): sends a client's text back, many times.")
{
    port, bind, copies, batch, timeout,
};
command.SetAction(parsed => Serve(
    new IPEndPoint(parsed.GetValue(bind)!, parsed.GetValue(port)),
    parsed.GetValue(copies),
    parsed.GetValue(batch),
    TimeSpan.FromSeconds(parsed.GetValue(timeout))));
return await SampleCommand.RunAsync(command, args);

static int Serve(IPEndPoint endPoint, int copies, int batch, TimeSpan patience)
{
    using Socket listener = TcpSocket.Listen(endPoint, backlog: 1);
    Console.WriteLine($"listening on {listener.LocalEndPoint}");
    using Socket connection = listener.Accept();
    Console.WriteLine($"client is at {PeerAddress.Of(connection)}");

    if (!connection.Poll(patience, SelectMode.SelectRead))
        throw new TimeoutException($"The client has sent nothing for {patience.TotalSeconds} s (--timeout).");

    // One receive, as in the tutorial: the text is taken to be short enough to come in one piece.
    byte[] text = new byte[LongestText];
    int length = connection.Receive(text);
    if (length == 0)
    {
        Console.Error.WriteLine("The client closed the connection without sending a text.");
        return 1;
    }

    Console.WriteLine("press Enter to send");
    Console.ReadLine();
    int sends = SendCopies(connection, text.AsSpan(0, length), copies, batch, patience);
    Console.WriteLine($"sent {(long)length * copies} bytes in {sends} sends");
    return 0;
}

// The sends are many so that there is something to see: what the client receives has other sizes than any of them.
static int SendCopies(Socket connection, ReadOnlySpan<byte> text, int copies, int batch, TimeSpan patience)
{
    int perSend = Math.Clamp(LargestSend / text.Length, 1, Math.Min(batch, copies));
    byte[] block = new byte[perSend * text.Length];
    for (int i = 0; i < perSend; i++)
        text.CopyTo(block.AsSpan(i * text.Length));

    int sends = 0;
    for (int left = copies; left > 0; left -= perSend, sends++)
        connection.SendAll(block.AsSpan(0, Math.Min(left, perSend) * text.Length), patience);
    return sends;
}
