using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Tutorial.Net.Samples;

/// <summary>Runs a sample's command line: 0 when it went well, 1 with one line on standard error when not, 2 for wrong usage.</summary>
public static class SampleCommand
{
    private const int Failure = 1;
    private const int WrongUsage = 2;
    private static readonly TimeSpan TidyingPatience = TimeSpan.FromSeconds(2);

    /// <summary>Parses and invokes.</summary>
    /// <param name="command">With one action.</param>
    /// <param name="args">What was typed.</param>
    /// <param name="tidiesUp">
    /// Whether Ctrl+C and SIGTERM cancel the action's token, and only the second of them ends the program. Otherwise the first does.
    /// </param>
    public static async Task<int> RunAsync(RootCommand command, string[] args, bool tidiesUp = false)
    {
        ArgumentNullException.ThrowIfNull(command);
        TellLibraryVersion(command);
        // .NET opens it when it is first used, for which a program that has run out of descriptors has none left.
        TextWriter standardError = Console.Error;
        // An argument that begins with @ is text like any other, not the name of a file with more arguments.
        ParseResult parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            string errors = string.Join(" ", parsed.Errors.Select(e => TerminalText.Escape(Explain(e))));
            await standardError.WriteLineAsync($"{errors} See --help.").ConfigureAwait(false);
            return WrongUsage;
        }

        // Registered before the action begins, which System.CommandLine's own handling is not. Never disposed: a signal may still come.
        var stop = new CancellationTokenSource();
        Lifeline.Watch(EndWithParent);
        using PosixSignalRegistration? interrupt = tidiesUp ? PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop) : null;
        using PosixSignalRegistration? terminate = tidiesUp ? PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop) : null;
        try
        {
            return await parsed
                .InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, stop.Token)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or TimeoutException
            or OperationCanceledException)
        {
            await standardError.WriteLineAsync(TerminalText.Escape(e.Message)).ConfigureAwait(false);
            return Failure;
        }

        // System.CommandLine's own words for a missing argument do not say which; others of its messages are several lines.
        static string Explain(ParseError error) =>
            error.SymbolResult is ArgumentResult { Tokens.Count: 0 } missing
                ? $"{missing.Argument.Name} is missing."
                : error.Message.Replace(Environment.NewLine + "\t", " ", StringComparison.Ordinal);

        void EndWithParent()
        {
            stop.Cancel();
            if (tidiesUp)
                Thread.Sleep(TidyingPatience);
            Environment.Exit(Failure);
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    /// <summary>--version of every sample is the library's, which git tells for both: what a report of a fault must name.</summary>
    private static void TellLibraryVersion(RootCommand command) =>
        command.Options.OfType<VersionOption>().Single().Action = new LibraryVersion();

    private sealed class LibraryVersion : SynchronousCommandLineAction
    {
        // It is asked for without the arguments that anything else needs.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(
                typeof(SampleCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
            return 0;
        }
    }
}
