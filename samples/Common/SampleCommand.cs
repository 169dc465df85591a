using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Tutorial.Net.Samples;

/// <summary>Runs a sample's command line: 0 when it went well, 1 with one line on standard error when not, 2 for wrong usage.</summary>
public static class SampleCommand
{
    private const int Failure = 1;
    private const int WrongUsage = 2;

    /// <summary>Parses and invokes.</summary>
    /// <param name="command">With one action.</param>
    /// <param name="args">What was typed.</param>
    /// <param name="tidiesUp">
    /// Whether Ctrl+C and SIGTERM cancel the action's token, and only the second of them ends the program. Otherwise the first does.
    /// </param>
    public static async Task<int> RunAsync(RootCommand command, string[] args, bool tidiesUp = false)
    {
        ArgumentNullException.ThrowIfNull(command);
        // An argument that begins with @ is text like any other, not the name of a file with more arguments.
        ParseResult parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            string errors = string.Join(" ", parsed.Errors.Select(e => TerminalText.Escape(Explain(e))));
            await Console.Error.WriteLineAsync($"{errors} See --help.").ConfigureAwait(false);
            return WrongUsage;
        }

        // Registered before the action begins, which System.CommandLine's own handling is not. Never disposed: a signal may still come.
        var stop = new CancellationTokenSource();
        using PosixSignalRegistration? interrupt = tidiesUp ? PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop) : null;
        using PosixSignalRegistration? terminate = tidiesUp ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop) : null;
        try
        {
            return await parsed
                .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, stop.Token)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(TerminalText.Escape(e.Message)).ConfigureAwait(false);
            return Failure;
        }

        // System.CommandLine's own words for a missing argument do not say which.
        static string Explain(ParseError error) =>
            error.SymbolResult is ArgumentResult { Tokens.Count: 0 } missing ? $"{missing.Argument.Name} is missing." : error.Message;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }
}
