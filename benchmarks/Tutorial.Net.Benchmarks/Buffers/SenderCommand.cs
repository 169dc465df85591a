using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>What the sender process runs: a line "PORT WRITE-SIZE NO-DELAY" at a time from standard input.</summary>
internal static class SenderCommand
{
    public const string Name = "send-to-buffers";

    public static Command Create()
    {
        var command = new Command(Name, "The other end of the buffers command.") { Hidden = true };
        command.SetAction(_ => Run());
        return command;
    }

    private static void Run()
    {
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            Send(
                int.Parse(words[0], CultureInfo.InvariantCulture),
                new byte[int.Parse(words[1], CultureInfo.InvariantCulture)],
                bool.Parse(words[2]));
        }
    }

    private static void Send(int port, byte[] buffer, bool noDelay)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = noDelay };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            while (true)
                socket.SendAll(buffer);
        }
        catch (IOException)
        {
            // The receiver has seen enough.
        }
        catch (SocketException)
        {
            // It had before the connection was made.
        }
    }
}
