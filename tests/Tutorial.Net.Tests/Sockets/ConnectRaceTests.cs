using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>Whose turn it is, without a socket.</summary>
public sealed class ConnectRaceTests
{
    private static readonly IPEndPoint[] Two = [new(IPAddress.Loopback, 1), new(IPAddress.IPv6Loopback, 1)];

    [Fact]
    public void The_second_waits_for_its_turn_while_the_first_is_under_way()
    {
        // A machine that stands still for the head start gives the second its turn: not ten times in a row.
        Assert.Contains(Enumerable.Range(0, 10), _ =>
        {
            ConnectRace race = new("x", Two, Deadline.After(Timeout.InfiniteTimeSpan));
            Assert.True(race.TryStart(out int attempt, out IPEndPoint? endPoint));
            Assert.Equal((0, Two[0]), (attempt, endPoint));
            return !race.TryStart(out attempt, out endPoint) && endPoint is null;
        });
    }

    [Fact]
    public void One_that_fails_gives_the_next_its_turn_at_once_and_behind_the_last_there_is_none()
    {
        ConnectRace race = new("x", Two, Deadline.After(Timeout.InfiniteTimeSpan));
        Assert.True(race.TryStart(out _, out _));
        race.Fail(0, SocketError.NetworkUnreachable);
        Assert.False(race.IsLost);
        Assert.True(race.TryStart(out int attempt, out IPEndPoint? endPoint));
        Assert.Equal((1, Two[1]), (attempt, endPoint));
        race.Fail(1, SocketError.ConnectionRefused);
        Assert.False(race.TryStart(out _, out _));
        Assert.True(race.IsLost);
        Assert.Equal(SocketError.ConnectionRefused, race.ToException().SocketErrorCode);
    }

    [Fact]
    public void One_that_fails_after_its_head_start_gives_the_next_its_turn_only_if_it_began_last()
    {
        IPEndPoint[] four = [.. Two, .. Two];
        ConnectRace race = new("x", four, Deadline.After(TimeSpan.FromSeconds(100)));
        Assert.True(race.TryStart(out _, out _));
        Assert.True(SpinWait.SpinUntil(() => race.TryStart(out _, out _), TimeSpan.FromSeconds(30)));
        race.Fail(1, SocketError.ConnectionRefused);
        Assert.True(race.TryStart(out int attempt, out IPEndPoint? endPoint));
        Assert.Equal((2, four[2]), (attempt, endPoint));

        // A machine that stands still for the head start gives the next its turn: not ten times in a row.
        Assert.Contains(Enumerable.Range(0, 10), _ =>
        {
            race = new("x", four, Deadline.After(Timeout.InfiniteTimeSpan));
            Assert.True(race.TryStart(out int _, out IPEndPoint? _));
            Assert.True(SpinWait.SpinUntil(() => race.TryStart(out int _, out IPEndPoint? _), TimeSpan.FromSeconds(30)));
            race.Fail(0, SocketError.ConnectionRefused);
            return !race.TryStart(out int _, out IPEndPoint? _);
        });
    }

    [Fact]
    public void Who_waits_wakes_when_the_next_is_due_and_behind_the_last_when_the_time_is_over()
    {
        ConnectRace race = new("x", Two, Deadline.After(Timeout.InfiniteTimeSpan));
        Assert.True(race.TryStart(out _, out _));
        Assert.Equal(TimeSpan.FromMilliseconds(250), race.Wait.Total); // RFC 8305, section 8
        race.Fail(0, SocketError.HostUnreachable);
        Assert.True(race.TryStart(out _, out _));
        Assert.True(race.Wait.IsInfinite);

        TimeSpan whole = TimeSpan.FromHours(1);
        race = new("x", Two, Deadline.After(whole));
        Assert.True(race.TryStart(out _, out _));
        Assert.Equal(TimeSpan.FromMilliseconds(250), race.Wait.Total);
        race.Fail(0, SocketError.HostUnreachable);
        Assert.True(race.TryStart(out _, out _));
        Assert.Equal(whole, race.Wait.Total);
    }

    [Fact]
    public void Of_a_short_time_each_has_its_share()
    {
        IPEndPoint[] three = [.. Two, new(IPAddress.Loopback, 2)];
        // Less of it is left each time that the machine stands still: not ten times in a row.
        Assert.Contains(Enumerable.Range(0, 10), _ =>
        {
            ConnectRace race = new("x", three, Deadline.After(TimeSpan.FromMilliseconds(300)));
            Assert.True(race.TryStart(out int _, out IPEndPoint? _));
            TimeSpan first = race.Wait.Total;
            race.Fail(0, SocketError.HostUnreachable);
            Assert.True(race.TryStart(out int _, out IPEndPoint? _));
            TimeSpan second = race.Wait.Total;
            Assert.InRange(first, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
            Assert.InRange(second, TimeSpan.Zero, TimeSpan.FromMilliseconds(150));
            return first > TimeSpan.FromMilliseconds(90) && second > TimeSpan.FromMilliseconds(135);
        });
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, SocketError.ConnectionRefused, SocketError.TimedOut)]
    [InlineData(SocketError.TimedOut, SocketError.TimedOut, SocketError.NetworkUnreachable)]
    [InlineData(SocketError.HostUnreachable, SocketError.NetworkUnreachable, SocketError.HostUnreachable)]
    public void Of_what_all_said_the_most_telling_is_said(SocketError said, SocketError first, SocketError second)
    {
        ConnectRace race = new("x", Two, Deadline.After(Timeout.InfiniteTimeSpan));
        foreach (SocketError error in (SocketError[])[first, second])
        {
            Assert.True(race.TryStart(out int attempt, out _));
            race.Fail(attempt, error);
        }

        Assert.Equal(said, race.ToException().SocketErrorCode);
    }

    [Fact]
    public void With_no_time_left_the_first_is_tried_all_the_same_and_no_other()
    {
        ConnectRace race = new("x", Two, Deadline.After(TimeSpan.Zero));
        Assert.True(race.TryStart(out _, out _));
        Assert.False(race.TryStart(out _, out _));
        Assert.True(race.IsLost);
        SocketException error = race.ToException();
        Assert.Equal(SocketError.TimedOut, error.SocketErrorCode);
        Assert.Contains("127.0.0.1:1 (TimedOut), [::1]:1 (no time left)", error.Message, StringComparison.Ordinal);
    }
}
