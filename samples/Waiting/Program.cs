// Section 6.2: what one wait costs when one socket of many is ready, with select and with epoll.
//   dotnet run -c Release --project samples/Waiting
using System.CommandLine;
using System.Globalization;
using Tutorial.Net;
using Tutorial.Net.Samples;

const int MostSockets = 4_000;

var backend = new Argument<string>("BACKEND")
{
    Description = "select, or epoll, which Linux alone has; without it what a SocketMultiplexer takes here.",
    Arity = ArgumentArity.ZeroOrOne,
    DefaultValueFactory = _ => OperatingSystem.IsLinux() ? "epoll" : "select",
};
backend.Validators.Add(result =>
{
    if (result.Tokens is [{ Value: not ("select" or "epoll") } other])
        result.AddError($"BACKEND is select or epoll, not '{other.Value}'.");
    if (result.Tokens is [{ Value: "epoll" }] && !OperatingSystem.IsLinux())
        result.AddError("Linux alone has epoll.");
});
var sizes = new Option<int[]>("--sockets")
{
    Description = $"How many sockets to wait for, 1 to {MostSockets}; one or more numbers.",
    HelpName = "N",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => [10, 100, 1_000],
};
sizes.Validators.Add(result =>
{
    foreach (string text in result.Tokens.Select(token => token.Value))
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size is < 1 or > MostSockets)
            result.AddError($"--sockets takes whole numbers from 1 to {MostSockets}, not '{text}'.");
    }
});
Option<int> waits = SampleArguments.Number("--waits", "How many waits to measure.", 2_000, 1, 1_000_000);

var command = new RootCommand("What one wait costs when one socket of many is ready (section 6.2).") { backend, sizes, waits };
command.SetAction(parsed =>
{
    MultiplexerBackend chosen = parsed.GetValue(backend) == "epoll" ? MultiplexerBackend.Epoll : MultiplexerBackend.Select;
    foreach (int size in parsed.GetValue(sizes)!)
    {
        try
        {
            using var crowd = new Crowd(chosen, size);
            crowd.Wait(parsed.GetValue(waits) / 10); // until everything is compiled and warm
            double microseconds = crowd.Wait(parsed.GetValue(waits)).TotalMicroseconds / parsed.GetValue(waits);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size} sockets: {microseconds:F1} us a wait"));
        }
        catch (InvalidOperationException e)
        {
            // More than the kernel lets a process wait for: the user's choice, and the message says which limit.
            throw new IOException(e.Message, e);
        }
    }
});
return await SampleCommand.RunAsync(command, args);
