using System.CommandLine;
using System.Net.Sockets;

namespace Tutorial.Net.Samples;

/// <summary>Runs a sample's command line: 0 when it went well, 1 with one line on standard error when not, 2 for wrong usage.</summary>
public static class SampleCommand
{
    private const int Failure = 1;
    private const int WrongUsage = 2;

    /// <summary>Parses and invokes.</summary>
    public static async Task<int> RunAsync(RootCommand command, string[] args)
    {
        ArgumentNullException.ThrowIfNull(command);
        // An argument that begins with @ is text like any other, not the name of a file with more arguments.
        ParseResult parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            string errors = string.Join(" ", parsed.Errors.Select(e => TerminalText.Escape(e.Message)));
            await Console.Error.WriteLineAsync($"{errors} See --help.").ConfigureAwait(false);
            return WrongUsage;
        }

        try
        {
            return await parsed
                .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false })
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(TerminalText.Escape(e.Message)).ConfigureAwait(false);
            return Failure;
        }
    }
}
