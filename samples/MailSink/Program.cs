// Takes every mail and keeps it as a file: what a program under test sends.
//   dotnet run --project samples/MailSink 2525 --folder mails
using System.CommandLine;
using System.Net;
using Tutorial.Net;
using Tutorial.Net.Samples;

Argument<int> port = SampleArguments.ListenPort();
Option<IPAddress> bind = SampleArguments.Bind();
Option<DirectoryInfo> folder = new("--folder") { Description = "Where to keep the mails, as 1.eml and so on.", DefaultValueFactory = _ => new(".") };
var command = new RootCommand("An SMTP server that takes every mail and keeps it as a file.") { port, bind, folder };
command.SetAction(async (parsed, stop) =>
{
    // Strict about CR LF: a bare LF is how one mail is smuggled inside another.
    LineOptions lines = new() { Terminator = LineTerminator.CrLf, MaxLineLength = 8_192 };
    // Each may hold a mail in memory.
    LineServerOptions options = new() { Lines = lines, MaxConnections = 100, IdleTimeout = TimeSpan.FromMinutes(5) };
    using var server = new LineServer(new MailHandler(Directory.CreateDirectory(parsed.GetValue(folder)!.FullName).FullName), options);
    Console.WriteLine($"listening on {server.Listen(new IPEndPoint(parsed.GetValue(bind)!, parsed.GetValue(port)))}");
    await server.RunAsync(stop);
});
return await SampleCommand.RunAsync(command, args, tidiesUp: true);
