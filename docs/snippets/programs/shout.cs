#region program
using System.Net;
using Tutorial.Net;

var lines = new LineOptions { Terminator = LineTerminator.Universal };      // whichever line end a client has
using var server = new LineServer(new Shout(), new LineServerOptions { Lines = lines });
EndPoint endPoint = server.Listen(new IPEndPoint(IPAddress.Loopback, 2000));
Console.WriteLine($"listening on {endPoint}");
await server.RunAsync(CancellationToken.None);

sealed class Shout : ILineHandler
{
    public void OnLine(LineSession session, in Line line) => session.WriteLine(line.ToString().ToUpperInvariant());
}
#endregion
