using System.Net;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>One server, written three times: the same to its clients.</summary>
public sealed class ThreeServersTests
{
    [Theory]
    [InlineData("threads")]
    [InlineData("tasks")]
    [InlineData("lineserver")]
    public void Everybody_hears_everybody(string kind)
    {
        using ChildProcess server = Sample.Start("ThreeServers", kind, "0");
        int port = IPEndPoint.Parse(server.ReadLine()!["listening on ".Length..]).Port;
        LineConnection[] clients = [.. Enumerable.Range(0, 5).Select(_ => LineConnection.Connect("127.0.0.1", port))];
        // Who has heard himself is there.
        foreach (LineConnection client in clients)
        {
            client.WriteLine("here");
            Assert.Equal("here", client.ReadLine());
        }

        for (int i = 0; i < clients.Length; i++)
        {
            clients[i].WriteLine($"from {i}");
            clients[i].Flush();
            Assert.All(clients, client => Assert.Equal($"from {i}", client.ReadLines().First(line => line != "here")));
        }

        clients[0].Dispose();
        clients[1].WriteLine("last");
        clients[1].Flush();
        Assert.All(clients[1..], client => Assert.Equal("last", client.ReadLine()));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public void The_measurement_has_a_row_for_each()
    {
        (int exitCode, string output, string error) = Sample.Run("ThreeServers", "measure", "--clients", "5", "--lines", "20");
        Assert.Equal((0, ""), (exitCode, error));
        string[] rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["server", "threads", "tasks", "lineserver"], rows.Select(row => row.Split(' ')[0]));
    }
}
