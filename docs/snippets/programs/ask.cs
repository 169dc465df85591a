#region program
using Tutorial.Net;

TimeSpan patience = TimeSpan.FromSeconds(5);
using LineConnection server = LineConnection.Connect("localhost", 2000, timeout: patience);
foreach (string question in args)
{
    server.WriteLine(question);
    Console.WriteLine(server.ReadLine(patience));
}
#endregion
