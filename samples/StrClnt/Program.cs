// The tutorial's client of section 6.1: sends letters to the string server and shows the string that it answers with.
//   dotnet run --project samples/StrClnt localhost 2000
using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net;
using Tutorial.Net.Samples;

const int LongestAnswer = 64 * 1024;

Argument<string> host = SampleArguments.Host();
Argument<int> port = SampleArguments.ServerPort();
Option<int> timeout = ServerConnection.Timeout(30);

var command = new RootCommand("The tutorial's string client (section 6.1): type letters, an empty line ends it.") { host, port, timeout };
command.SetAction(parsed => ServerConnection.Use(parsed.GetValue(host)!, parsed.GetValue(port), parsed.GetValue(timeout), Talk));
return await SampleCommand.RunAsync(command, args);

static int Talk(Socket socket)
{
    byte[] answer = new byte[LongestAnswer];
    bool asked = false;
    while (true)
    {
        Console.Write("enter a letter:");
        string? letters = Console.ReadLine();
        if (letters is null && !asked)
        {
            Console.WriteLine();
            Console.Error.WriteLine("The input is empty: no letter was sent.");
            return 1;
        }

        if (string.IsNullOrEmpty(letters))
            return 0;
        asked = true;

        // Each byte is a letter to the server, and has its own answer.
        foreach (byte letter in Encoding.UTF8.GetBytes(letters))
        {
            socket.SendAll([letter]);
            // One receive, as in the original: the answer is taken to come in one piece. Nothing in it says where it ends.
            int received = socket.Receive(answer);
            if (received == 0)
            {
                Console.Error.WriteLine("The server closed the connection.");
                return 1;
            }

            Console.WriteLine(TerminalText.Escape(answer.AsSpan(0, received)));
        }
    }
}
