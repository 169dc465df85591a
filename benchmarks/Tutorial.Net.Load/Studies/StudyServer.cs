using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Tutorial.Net.Load.Studies;

/// <summary>
/// The server under study: prints its port, answers questions about itself on standard input, and ends with that, or with SIGTERM, which
/// it answers as a service would: it drains.
/// </summary>
internal static class StudyServer
{
    public static async Task RunAsync(LineServerOptions options, int? sendBuffer)
    {
        using StudyCounts counts = new();
        StudyHandler handler = new();
        using LineServer server = new(handler, options, counts);
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        using Socket listener = Listen(sendBuffer);
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        server.Listen(listener);
        Task running = server.RunAsync(stop.Token);
        Console.WriteLine(port);
        await Task.WhenAny(running, AnswerAsync(counts, handler)).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    private static Socket Listen(int? sendBuffer)
    {
        const int Backlog = 4_096;
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // Inherited by what it accepts.
        if (sendBuffer is { } size)
            listener.SendBufferSize = size;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(Backlog);
        return listener;
    }

    /// <summary>A question a line, an answer a line.</summary>
    private static async Task AnswerAsync(StudyCounts counts, StudyHandler handler)
    {
        using StreamReader questions = new(Console.OpenStandardInput());
        while (await questions.ReadLineAsync().ConfigureAwait(false) is { } question)
        {
            Console.WriteLine(question switch
            {
                "heap" => Heap().ToString(CultureInfo.InvariantCulture),
                "counts" => $"{counts} {handler}",
                "gone" => string.Join(' ', handler.TakeGone()),
                _ => "?",
            });
        }
    }

    /// <summary>Bytes that are alive.</summary>
    private static long Heap()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
