using System.Net.Sockets;
using System.Reflection;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>What every sample's user may rely on: help, a version, and one line for whatever goes wrong.</summary>
public sealed class CommandLineTests
{
    public static TheoryData<string> Samples =>
    [
        "Tms", "Tmc", "Svr", "Wps", "StrSvr", "StrClnt", "UdpEcho", "UdpClnt", "FtpList", "GetLinks", "NetStat", "Chat", "ChatClnt", "Cache", "MailSink", "ThreeServers",
        "Waiting", "Tour",
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Help_is_there(string sample)
    {
        (int exitCode, string output, string error) = Sample.Run(sample, "--help");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_version_is_the_librarys(string sample)
    {
        string version = typeof(TcpSocket).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

        Assert.Equal((0, version + Environment.NewLine, ""), Sample.Run(sample, "--version"));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void An_unknown_option_is_wrong_usage(string sample) => AssertOneLine(Sample.Run(sample, "--no-such-option"), 2, "See --help.");

    [Theory]
    [InlineData("Tmc", "abc")]
    [InlineData("Wps", "ps")]
    [InlineData("StrClnt")]
    [InlineData("UdpClnt", "abc")]
    [InlineData("ChatClnt")]
    public void A_closed_port_is_one_clear_line(string sample, params string[] more)
    {
        (int, string, string) run = Sample.Run(sample, ["127.0.0.1", $"{Loopback.ClosedPort()}", .. more]);

        AssertOneLine(run, 1, "(ConnectionRefused). Is a server listening there?");
    }

    [Theory]
    [InlineData("localhost:2000")]
    [InlineData("http://localhost")]
    [InlineData("[::1")]
    public void A_host_with_a_port_or_a_scheme_is_wrong_usage(string host)
    {
        string[][] runs =
        [
            ["Tmc", host, "2000", "abc"], ["Wps", host, "2000", "ps"], ["StrClnt", host, "2000"], ["UdpClnt", host, "2000", "abc"], ["FtpList", host],
        ];
        foreach (string[] run in runs)
            AssertOneLine(Sample.Run(run[0], run[1..]), 2, $"HOST is a name or an address by itself, without a port or a scheme, not '{host}'.");
    }

    [Theory]
    [InlineData("Tms")]
    [InlineData("Svr")]
    [InlineData("StrSvr")]
    [InlineData("UdpEcho")]
    [InlineData("Chat")]
    [InlineData("Cache")]
    [InlineData("MailSink")]
    public void A_port_in_use_is_one_clear_line(string sample)
    {
        if (sample == "Svr")
            Requires.Program("ps");
        using Socket taken = TcpSocket.Listen(Loopback.AnyPort);

        AssertOneLine(Sample.Run(sample, $"{taken.Port()}"), 1, "another socket");
    }

    [Theory]
    [InlineData("Tmc", "abc")]
    [InlineData("Wps", "ps")]
    [InlineData("StrClnt")]
    public void A_silent_server_is_waited_for_as_long_as_the_timeout_says(string sample, params string[] more)
    {
        using Socket silent = TcpSocket.Listen(Loopback.AnyPort);
        using ChildProcess client = Sample.Start(sample, ["127.0.0.1", $"{silent.Port()}", .. more, "--timeout", "1"]);
        using Socket accepted = silent.Accept();
        client.Input.WriteLine("x");

        AssertOneLine(client.WaitForExit(), 1, $"127.0.0.1:{silent.Port()} sent nothing for 1 s");
    }

    [Theory]
    [InlineData("Tmc", "abc")]
    [InlineData("Wps", "ps")]
    [InlineData("StrClnt")]
    public void A_server_that_closes_without_an_answer_is_one_clear_line(string sample, params string[] more)
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        using ChildProcess client = Sample.Start(sample, ["127.0.0.1", $"{listener.Port()}", .. more]);
        using (Socket accepted = listener.Accept())
        {
            client.Input.WriteLine("x");
            client.Input.Flush();
            accepted.Receive(new byte[100]);
        }

        AssertOneLine(client.WaitForExit(), 1, "closed the connection");
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("ps -ef")]
    [InlineData("a\nb")]
    [InlineData("")]
    public void A_command_that_Wps_does_not_know_is_named(string command)
    {
        string shown = TerminalText.Escape(command);

        Assert.Equal((2, "", $"COMMAND is w or ps, not '{shown}'. See --help.{Environment.NewLine}"), Sample.Run("Wps", "localhost", "1", command));
    }

    [Fact]
    public void A_string_client_without_input_says_so() =>
        WithListener(port => AssertOneLine(Sample.Run("StrClnt", "127.0.0.1", port), 1, "input is empty"));

    [Fact]
    public void A_server_without_a_udp_port_is_named() =>
        WithListener(port => AssertOneLine(Sample.Run("UdpClnt", "127.0.0.1", port, "abc"), 1, $"127.0.0.1:{port} takes no datagrams"));

    [Fact]
    public void A_text_that_no_datagram_holds_is_wrong_usage() =>
        AssertOneLine(Sample.Run("UdpClnt", "127.0.0.1", "1", "x", new string('x', 65_508)), 2, "65507 bytes; one has 65508");

    /// <summary>A limit of each receive would never pass.</summary>
    [Fact]
    public async Task A_server_that_drips_is_not_waited_for_without_end()
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        datagrams.Bind(listener.LocalEndPoint!);
        using ChildProcess client = Sample.Start("UdpClnt", "127.0.0.1", $"{listener.Port()}", new string('x', 60_000));
        using Socket stream = await listener.AcceptAsync();
        byte[] buffer = new byte[65_536];
        SocketReceiveFromResult datagram = await datagrams.ReceiveFromAsync(buffer, Loopback.AnyPort);
        await datagrams.SendToAsync(buffer.AsMemory(0, datagram.ReceivedBytes), datagram.RemoteEndPoint);
        Task dripping = DripAsync(stream);

        AssertOneLine(client.WaitForExit(), 1, "of 60000 bytes");
        await dripping;

        static async Task DripAsync(Socket stream)
        {
            try
            {
                while (true)
                {
                    await stream.SendAllAsync("x"u8.ToArray());
                    await Task.Delay(5);
                }
            }
            catch (IOException)
            {
                // Its reader is gone.
            }
        }
    }

    private static void WithListener(Action<string> act)
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        act($"{listener.Port()}");
    }

    /// <summary>The user reads one line; what the sample printed before on standard output is another matter.</summary>
    private static void AssertOneLine((int ExitCode, string Output, string Error) run, int exitCode, string message)
    {
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }
}
