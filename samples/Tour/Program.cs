// Runs the tutorial's programs against each other over loopback and shows what their users would see.
//   dotnet run --project samples/Tour
using System.CommandLine;
using Spectre.Console;
using Tutorial.Net.Samples;

(string Title, Action Play)[] stages =
[
    ("Section 2: a client, a server, and rather random-sized chunks", SendAndReceiveStage.Play),
    ("Section 5.2: the remote w and ps, and lines out of a socket", ReportStage.Play),
    ("Sections 1.4 and 5.3: UDP sends messages, TCP one stream", DatagramStage.Play),
    ("Section 6.1: two clients build one string", StringStage.Play),
    ("Section 6.2: a chat room on one thread", ChatStage.Play),
    ("Section 9: the links of a page", LinksStage.Play),
];

var command = new RootCommand("The tutorial's programs, client against server, over loopback.");
command.SetAction(_ =>
{
    int wrong = 0;
    foreach ((string title, Action play) in stages)
    {
        AnsiConsole.Write(new Rule(Markup.Escape(title)).LeftJustified());
        try
        {
            play();
        }
        catch (Exception e) when (e is TourException or TimeoutException or IOException)
        {
            wrong++;
            Console.Error.WriteLine($"WRONG: {TerminalText.Escape(e.Message)}");
        }
    }

    Console.WriteLine();
    Console.WriteLine(wrong == 0
        ? $"The tour is over: {stages.Length} of {stages.Length} as in the tutorial."
        : $"{wrong} of {stages.Length} went wrong.");
    return wrong == 0 ? 0 : 1;
});
return await SampleCommand.RunAsync(command, args);
