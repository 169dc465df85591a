using System.Globalization;
using System.Net;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The chat room as its guests see it.</summary>
public sealed class ChatTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Guests_hear_each_other_take_names_and_leave()
    {
        using ChildProcess chat = Sample.Start("Chat", "0");
        string listening = chat.ReadLine() ?? "";
        IPEndPoint endPoint = IPEndPoint.Parse(listening["listening on ".Length..]);
        using LineConnection ann = LineConnection.Connect("127.0.0.1", endPoint.Port, timeout: Patience);
        Assert.StartsWith("Welcome, guest1.", ann.Reader.ReadLine(Patience), StringComparison.Ordinal);
        using LineConnection bob = LineConnection.Connect("127.0.0.1", endPoint.Port, timeout: Patience);
        Assert.StartsWith("Welcome, guest2.", bob.Reader.ReadLine(Patience), StringComparison.Ordinal);
        Assert.Equal("* guest2 is here", ann.Reader.ReadLine(Patience));

        Say(ann, "/nick ann");
        Assert.Equal("* guest1 is now ann", bob.Reader.ReadLine(Patience));
        Say(ann, "hello \u001b[31mbob");
        Assert.Equal("ann: hello " + TerminalText.Escape("\u001b[31mbob"), bob.Reader.ReadLine(Patience));
        foreach (string name in (string[])["/nick two words", "/nick", "/nick *", "/nick ann", "/nick Guest9", "/nick " + new string('x', 21)])
        {
            Say(bob, name);
            Assert.StartsWith("A name has", bob.Reader.ReadLine(Patience), StringComparison.Ordinal);
        }

        Say(bob, "/who");
        Assert.Equal("ann, guest2", bob.Reader.ReadLine(Patience));
        Say(bob, "/quit");
        Assert.Null(bob.Reader.ReadLine(Patience));
        bob.Dispose();
        Assert.Equal("* guest2 has left", ann.Reader.ReadLine(Patience));
    }

    [Theory]
    [InlineData("nc")]
    [InlineData("telnet")]
    public void A_guest_needs_no_more_than_a_tool_that_is_everywhere(string tool)
    {
        string program = Requires.Program(tool);
        using ChildProcess chat = Sample.Start("Chat", "0");
        int port = IPEndPoint.Parse(chat.ReadLine()!["listening on ".Length..]).Port;
        using ChildProcess guest = new(program, "127.0.0.1", port.ToString(CultureInfo.InvariantCulture));
        guest.WaitForLine("Welcome, guest1.");
        guest.Input.WriteLine("/who");
        guest.Input.Flush();
        Assert.Equal("guest1", guest.ReadLine());
        guest.Input.WriteLine("/quit");
        guest.Input.Flush();
        guest.WaitForExit();
    }

    private static void Say(LineConnection guest, string text)
    {
        guest.WriteLine(text);
        guest.Flush();
    }
}
