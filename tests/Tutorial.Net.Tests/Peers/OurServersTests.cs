using System.Net;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Serving;

namespace Tutorial.Net.Tests.Peers;

/// <summary>A line server of ours and the tools that everybody has.</summary>
public sealed class OurServersTests : IDisposable
{
    private readonly TestServer _server = new(new ScriptHandler
    {
        Connected = session => session.WriteLine("login: "),
        Line = (session, in line) =>
        {
            session.WriteLine(Array.ConvertAll(line.Bytes.ToArray(), b => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 32) : b));
            if (line.Equals("quit"u8))
                session.Close();
        },
    });

    private string Port => $"{((IPEndPoint)_server.EndPoint).Port}";

    public void Dispose() => _server.Dispose();

    [Fact]
    public void Netcat_shuts_its_sending_side_and_gets_every_answer()
    {
        using ChildProcess nc = new(Requires.Program("nc"), "-N", "127.0.0.1", Port);
        for (int i = 0; i < 20_000; i++)
            nc.Input.WriteLine($"line {i}");

        (int exitCode, string output, string error) = nc.WaitForExit();

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(["login: ", .. Enumerable.Range(0, 20_000).Select(i => $"LINE {i}")], output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Curl_speaks_telnet()
    {
        using ChildProcess curl = new(Requires.Program("curl"), "-sS", "-N", $"telnet://127.0.0.1:{Port}");
        curl.Input.WriteLine("hello");
        curl.Input.WriteLine("quit");
        curl.Input.Flush();
        curl.WaitForLine("QUIT");

        Assert.Equal((0, "login: \nHELLO\nQUIT\n", ""), curl.WaitForExit());
    }

    [Fact]
    public void Telnet_ends_when_the_server_closes()
    {
        using ChildProcess telnet = new(Requires.Program("telnet"), "127.0.0.1", Port);
        telnet.WaitForLine("login: ");
        telnet.Input.WriteLine("hello");
        telnet.Input.WriteLine("quit");
        telnet.Input.Flush();
        telnet.WaitForLine("HELLO");
        telnet.WaitForLine("QUIT");

        Assert.Contains("Connection closed by foreign host", telnet.WaitForExit().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_in_the_manner_of_telnetlib_reads_until_and_its_negotiation_is_bytes_like_others()
    {
        // telnetlib left Python with 3.13; this is what scripts did with it: read_until, write, read_all.
        using ChildProcess script = Python.Start(
            """
            import socket, sys
            s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            buffer = b""
            def read_until(text):
                global buffer
                while text not in buffer:
                    chunk = s.recv(7)
                    assert chunk, buffer
                    buffer += chunk
                before, buffer = buffer.split(text, 1)
                return before
            read_until(b"login: \n")
            s.sendall(b"\xff\xfd\x01") # IAC DO ECHO
            s.sendall(b"ann\r\n")
            print(read_until(b"\n"))
            s.sendall(b"qu")
            s.sendall(b"it\n")
            read_until(b"QUIT\n")
            assert s.recv(1) == b""
            print("over")
            """,
            Port);

        Assert.Equal((0, "b'\\xff\\xfd\\x01ANN'\nover\n", ""), script.WaitForExit());
    }
}
