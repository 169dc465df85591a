// Sections 1.4 and 5.3: the same texts over UDP and over TCP. One datagram is one message; a TCP stream knows no messages.
//   dotnet run --project samples/UdpClnt localhost 2000 one two three
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net;
using Tutorial.Net.Samples;

const int LongestDatagram = 65_507; // what IPv4's and UDP's headers leave of 65,535 bytes
TimeSpan patience = TimeSpan.FromSeconds(3);

Argument<string> host = SampleArguments.Host();
Argument<int> port = SampleArguments.ServerPort();
var texts = new Argument<string[]>("TEXT") { Description = "What to send, each in a send of its own.", Arity = ArgumentArity.OneOrMore };
texts.Validators.Add(result =>
{
    foreach (int length in result.Tokens.Select(token => Encoding.UTF8.GetByteCount(token.Value)).Where(length => length > LongestDatagram))
        result.AddError($"TEXT must fit into a datagram, which holds {LongestDatagram} bytes; one has {length}.");
});

var command = new RootCommand("Sends texts to UdpEcho by UDP and by TCP, and shows how they come back.") { host, port, texts };
command.SetAction(parsed =>
{
    byte[][] messages = Array.ConvertAll(parsed.GetValue(texts)!, Encoding.UTF8.GetBytes);
    using Socket stream = TcpSocket.Connect(parsed.GetValue(host)!, parsed.GetValue(port), patience);
    int lost = TalkUdp(stream.RemoteEndPoint!, messages);
    TalkTcp(stream, messages);
    return lost == 0 ? 0 : 1;
});
return await SampleCommand.RunAsync(command, args);

// All are sent before the first is received, and still each comes as it was sent, or not at all: nobody says that one is lost.
int TalkUdp(EndPoint server, byte[][] messages)
{
    using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
    socket.Connect(server);
    try
    {
        return ExchangeDatagrams(socket, messages);
    }
    catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
    {
        // The other machine's answer to a datagram for a port that nobody has.
        throw new IOException($"{server} takes no datagrams: the port is open for TCP and closed for UDP.", e);
    }
}

int ExchangeDatagrams(Socket socket, byte[][] messages)
{
    // Ready is a hint: a datagram whose checksum turns out wrong is not there to be received.
    socket.ReceiveTimeout = (int)patience.TotalMilliseconds;
    foreach (byte[] message in messages)
        socket.Send(message);

    using var multiplexer = new SocketMultiplexer();
    multiplexer.Register(socket, SocketEvents.Read);
    byte[] buffer = new byte[65536];
    for (int received = 0; received < messages.Length; received++)
    {
        if (multiplexer.Select(patience).Count == 0)
        {
            Console.Error.WriteLine($"{messages.Length - received} datagrams are lost.");
            return messages.Length - received;
        }

        int length = socket.Receive(buffer);
        Console.WriteLine($"UDP message: {TerminalText.Escape(buffer.AsSpan(0, length))}");
    }

    return 0;
}

// Nothing is lost, but where one text ends and the next begins is nowhere to be seen.
void TalkTcp(Socket socket, byte[][] messages)
{
    foreach (byte[] message in messages)
        socket.SendAll(message, patience);
    byte[] answer = new byte[messages.Sum(message => message.Length)];
    socket.ReceiveExactly(answer, patience);
    Console.WriteLine($"TCP stream:  {TerminalText.Escape(answer)}");
}
