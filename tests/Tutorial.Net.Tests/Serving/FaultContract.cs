using System.Text;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What goes wrong in the handler or in a line ends one session.</summary>
public abstract class FaultContract(ServerKind kind) : ServerContract(kind)
{
    [Fact]
    public void A_logger_that_throws_harms_nobody()
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                if (line.StartsWith("throw"u8))
                    throw new InvalidOperationException("on purpose");
            },
        };
        using ListLogger full = new() { OnLog = static () => throw new IOException("no space left on device") };
        using TestServer server = new(handler, new LineServerOptions { Backend = Backend }, IsUnix, full);
        TestClient throwing = server.Connect(), other = server.Connect();
        Assert.Equal("x", other.Ask("x"));
        Assert.Equal("throw", throwing.Ask("throw"));
        Assert.Null(throwing.ReadLine());
        throwing.Dispose();
        Assert.IsType<InvalidOperationException>(handler.NextEnd());
        Assert.Equal("y", other.Ask("y"));
        server.Stop();
        Assert.Null(other.ReadLine());
        other.Dispose();
        Assert.True(server.Running.Ends());
        Assert.True(server.Running.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_handler_that_throws_loses_its_own_session_only_and_after_what_it_wrote()
    {
        ScriptHandler handler = new()
        {
            Connected = session =>
            {
                if (session.Id == 3)
                    throw new InvalidOperationException("connected");
            },
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                if (line.StartsWith("throw"u8))
                    throw new InvalidOperationException("line");
                if (line.StartsWith("bytes"u8))
                    session.ReadBytes(1);
            },
            Bytes = (_, _, _) => throw new InvalidOperationException("bytes"),
            Disconnected = (_, _) => throw new InvalidOperationException("disconnected"),
        };
        using TestServer server = Start(handler);
        TestClient good = server.Connect();
        Assert.Equal("1", good.Ask("1"));

        TestClient bad = server.Connect();
        bad.Send("one\nthrow\ntwo\n");
        Assert.Equal("one\nthrow\n", Encoding.ASCII.GetString(bad.ReadToEnd()));
        bad.Dispose();
        Assert.Equal("line", handler.NextEnd()!.Message);

        using (TestClient third = server.Connect())
            Assert.Empty(third.ReadToEnd());
        Assert.Equal("connected", handler.NextEnd()!.Message);

        using (TestClient fourth = server.Connect())
        {
            fourth.Send("bytes\nx");
            Assert.Equal("bytes\n", Encoding.ASCII.GetString(fourth.ReadToEnd()));
        }

        Assert.Equal("bytes", handler.NextEnd()!.Message);
        Assert.Equal("2", good.Ask("2"));
    }

    [Theory]
    [InlineData(LineOverflow.Throw)]
    [InlineData(LineOverflow.Discard)]
    [InlineData(LineOverflow.Truncate)]
    public void A_line_that_is_too_long_is_what_the_options_say(LineOverflow overflow)
    {
        ScriptHandler handler = new();
        using TestServer server = Start(handler, new LineOptions { MaxLineLength = 5, Overflow = overflow });
        TestClient client = server.Connect();
        client.Send("12345\n123456789\nnext\n");
        Assert.Equal("12345", client.ReadLine());
        if (overflow == LineOverflow.Throw)
        {
            Assert.Null(client.ReadLine());
            client.Dispose();
            Assert.Equal(5, Assert.IsType<LineTooLongException>(handler.NextEnd()).MaxLineLength);
            return;
        }

        if (overflow == LineOverflow.Truncate)
            Assert.Equal("12345", client.ReadLine());
        Assert.Equal("next", client.ReadLine());
    }

    [Fact]
    public void A_malformed_line_ends_the_session_and_what_the_handler_throws_is_not_taken_for_one()
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession _, in Line line) =>
            {
                if (line.StartsWith("mine"u8))
                    throw new LineTooLongException(99);
            },
        };
        using TestServer server = Start(handler, new LineOptions { Terminator = LineTerminator.CrLf });
        using (TestClient client = server.Connect())
        {
            client.Send("good\r\nbare\nx\r\n");
            Assert.Null(client.ReadLine());
        }

        Assert.IsType<LineFormatException>(handler.NextEnd());
        using (TestClient client = server.Connect())
        {
            client.Send("mine\r\n");
            Assert.Null(client.ReadLine());
        }

        Assert.Equal(99, Assert.IsType<LineTooLongException>(handler.NextEnd()).MaxLineLength);
    }
}

public sealed class EpollTcpFaultTests() : FaultContract(ServerKind.EpollTcp);

public sealed class EpollUnixFaultTests() : FaultContract(ServerKind.EpollUnix);

public sealed class EpollSpinningFaultTests() : FaultContract(ServerKind.EpollSpinning);

public sealed class SelectTcpFaultTests() : FaultContract(ServerKind.SelectTcp);
