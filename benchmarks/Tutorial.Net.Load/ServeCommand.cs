using System.CommandLine;
using Tutorial.Net.Load.Studies;

namespace Tutorial.Net.Load;

/// <summary>The servers that this program starts itself as, in a process of their own. Each prints its port.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Argument<string> kind = new("kind");
        kind.AcceptOnlyFromAmong("lineserver", "spinning", "kestrel", "tasks", "dotnetty", "study");
        Option<double> lineTimeout = Seconds("--line-timeout", new LineServerOptions().LineTimeout);
        Option<double> slowTimeout = Seconds("--slow-timeout", new LineServerOptions().SlowConsumerTimeout);
        Option<int> hardPending = new("--hard-pending") { DefaultValueFactory = _ => new LineServerOptions().HardPendingBytes };
        Option<int> maxPending = new("--max-pending") { DefaultValueFactory = _ => new LineServerOptions().MaxPendingBytes };
        Option<int?> sendBuffer = new("--send-buffer") { Description = "The kernel's for each client; over loopback it grows to megabytes by itself." };
        Command command = new("serve", "A server for the others to measure; the options are those of the study's.")
        {
            kind, lineTimeout, slowTimeout, hardPending, maxPending, sendBuffer,
        };
        command.SetAction(result => result.GetValue(kind) == "study"
            ? StudyServer.RunAsync(
                new LineServerOptions
                {
                    LineTimeout = TimeSpan.FromSeconds(result.GetValue(lineTimeout)),
                    SlowConsumerTimeout = TimeSpan.FromSeconds(result.GetValue(slowTimeout)),
                    HardPendingBytes = result.GetValue(hardPending),
                    MaxPendingBytes = result.GetValue(maxPending),
                },
                result.GetValue(sendBuffer))
            : EchoServers.RunAsync(result.GetValue(kind)!));
        return command;
    }

    private static Option<double> Seconds(string name, TimeSpan value) => new(name) { DefaultValueFactory = _ => value.TotalSeconds };
}
