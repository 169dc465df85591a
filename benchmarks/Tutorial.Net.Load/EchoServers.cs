using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DotNetty.Transport.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tutorial.Net.Load;

/// <summary>What <see cref="LineServerEcho"/> does, with others. Each prints its port, and ends with standard input.</summary>
internal static class EchoServers
{
    public static Task RunAsync(string kind) => kind switch
    {
        "kestrel" => RunKestrelAsync(),
        "tasks" => RunTasksAsync(),
        "dotnetty" => RunDotNettyAsync(),
        _ => throw new ArgumentException($"There is no server called {kind}.", nameof(kind)),
    };

    public static async Task ServeAsync(int port)
    {
        Console.WriteLine(port);
        await Console.In.ReadLineAsync().ConfigureAwait(false);
    }

    private static async Task RunKestrelAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseConnectionHandler<PipeEcho>()));
        WebApplication application = builder.Build();
        await application.StartAsync().ConfigureAwait(false);
        string address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await ServeAsync(new Uri(address).Port).ConfigureAwait(false);
        Environment.Exit(0);
    }

    private static async Task RunTasksAsync()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start(4096);
        _ = Task.Run(async () =>
        {
            while (true)
                _ = EchoAsync(await listener.AcceptTcpClientAsync().ConfigureAwait(false));
        });
        await ServeAsync(((IPEndPoint)listener.LocalEndpoint).Port).ConfigureAwait(false);
        Environment.Exit(0);
    }

    private static async Task RunDotNettyAsync()
    {
        IChannel channel = await DotNettyEcho.StartAsync().ConfigureAwait(false);
        await ServeAsync(((IPEndPoint)channel.LocalAddress).Port).ConfigureAwait(false);
        Environment.Exit(0);
    }

    private static async Task EchoAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            using StreamReader reader = new(client.GetStream(), Encoding.UTF8);
            using StreamWriter writer = new(client.GetStream(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
                await writer.WriteLineAsync(line).ConfigureAwait(false);
        }
    }

    private sealed class PipeEcho : ConnectionHandler
    {
        public override async Task OnConnectedAsync(ConnectionContext connection)
        {
            PipeReader input = connection.Transport.Input;
            PipeWriter output = connection.Transport.Output;
            while (true)
            {
                ReadResult read = await input.ReadAsync().ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = read.Buffer;
                SequencePosition consumed = Copy(buffer, output);
                input.AdvanceTo(consumed, buffer.End);
                await output.FlushAsync().ConfigureAwait(false);
                if (read.IsCompleted)
                    break;
            }
        }

        private static SequencePosition Copy(ReadOnlySequence<byte> buffer, PipeWriter output)
        {
            SequenceReader<byte> reader = new(buffer);
            while (reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n'))
            {
                output.Write(line);
                output.Write("\n"u8);
            }

            return reader.Position;
        }
    }
}
