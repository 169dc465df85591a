#region program
using System.Net;
using Tutorial.Net;

using var server = new LineServer(new Shout());
EndPoint endPoint = server.Listen(new IPEndPoint(IPAddress.Loopback, 2000));
Console.WriteLine($"listening on {endPoint}");
await server.RunAsync(CancellationToken.None);

sealed class Shout : ILineHandler
{
    public void OnLine(LineSession session, in Line line) => session.WriteLine(line.ToString().ToUpperInvariant());
}
#endregion
