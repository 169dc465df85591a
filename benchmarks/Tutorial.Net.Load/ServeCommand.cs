using System.CommandLine;
using Tutorial.Net.Load.Studies;

namespace Tutorial.Net.Load;

/// <summary>The servers that this program starts itself as, in a process of their own. Each prints its port.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Argument<string> kind = new("kind");
        kind.AcceptOnlyFromAmong("lineserver", "kestrel", "tasks", "dotnetty", "study");
        Option<double> lineTimeout = Seconds("--line-timeout", new LineServerOptions().LineTimeout);
        Option<double> slowTimeout = Seconds("--slow-timeout", new LineServerOptions().SlowConsumerTimeout);
        Option<int> hardPending = new("--hard-pending") { DefaultValueFactory = _ => new LineServerOptions().HardPendingBytes };
        Option<int> maxPending = new("--max-pending") { DefaultValueFactory = _ => new LineServerOptions().MaxPendingBytes };
        Option<int?> sendBuffer = new("--send-buffer") { Description = "The kernel's for each client; over loopback it grows to megabytes by itself." };
        Option<int> servers = new("--servers") { DefaultValueFactory = _ => 1, Description = "For lineserver: threads, which share the port." };
        Option<bool> deal = new("--deal") { Description = "For lineserver: one acceptor deals, and the port is not shared." };
        Option<double> spin = new("--spin") { Description = "For lineserver: SpinTime, in microseconds." };
        Option<int> hashes = new("--hashes") { Description = "For lineserver: SHA-256 of each line, so many times." };
        Command command = new("serve", "A server for the others to measure; the options are those of the study's and of the line server.")
        {
            kind, lineTimeout, slowTimeout, hardPending, maxPending, sendBuffer, servers, deal, spin, hashes,
        };
        command.SetAction(result => result.GetValue(kind) switch
        {
            "lineserver" => new LineServerEcho(
                result.GetValue(servers), result.GetValue(deal), TimeSpan.FromMicroseconds(result.GetValue(spin)), result.GetValue(hashes)).RunAsync(),
            "study" => StudyServer.RunAsync(
                new LineServerOptions
                {
                    LineTimeout = TimeSpan.FromSeconds(result.GetValue(lineTimeout)),
                    SlowConsumerTimeout = TimeSpan.FromSeconds(result.GetValue(slowTimeout)),
                    HardPendingBytes = result.GetValue(hardPending),
                    MaxPendingBytes = result.GetValue(maxPending),
                },
                result.GetValue(sendBuffer)),
            string other => EchoServers.RunAsync(other),
            null => throw new InvalidOperationException(),
        });
        return command;
    }

    private static Option<double> Seconds(string name, TimeSpan value) => new(name) { DefaultValueFactory = _ => value.TotalSeconds };
}
