namespace Tutorial.Net.Tests.Serving;

/// <summary>What the options are by default, and what they refuse.</summary>
public sealed class ServerOptionsTests
{
    [Fact]
    public void The_defaults_are_those_that_are_documented()
    {
        LineServerOptions options = new();
        Assert.Equal(10_000, options.MaxConnections);
        Assert.Equal(1_000, options.MaxConnectionsPerAddress);
        Assert.Equal(65_536, options.Lines.MaxLineLength);
        Assert.Equal(65_536, options.MaxPendingBytes);
        Assert.Equal(1_048_576, options.HardPendingBytes);
        Assert.Equal(64, options.MaxLinesPerTurn);
        Assert.Equal(double.PositiveInfinity, options.MaxLinesPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(30), options.LineTimeout);
        Assert.Equal(Timeout.InfiniteTimeSpan, options.IdleTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), options.SlowConsumerTimeout);
        Assert.Equal(TimeSpan.FromSeconds(2), options.LingerTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), options.DrainTimeout);
        Assert.Equal(TimeSpan.Zero, options.SpinTime);
        Assert.Empty(options.TrustedProxies);
        Assert.False(options.ReusePort);
    }

    [Fact]
    public void Values_that_make_no_sense_are_refused_where_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>("MaxConnections", () => new LineServerOptions { MaxConnections = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxConnectionsPerAddress", () => new LineServerOptions { MaxConnectionsPerAddress = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxPendingBytes", () => new LineServerOptions { MaxPendingBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("HardPendingBytes", () => new LineServerOptions { HardPendingBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxLinesPerTurn", () => new LineServerOptions { MaxLinesPerTurn = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("LineBurst", () => new LineServerOptions { LineBurst = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxLinesPerSecond", () => new LineServerOptions { MaxLinesPerSecond = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxLinesPerSecond", () => new LineServerOptions { MaxLinesPerSecond = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>("LineTimeout", () => new LineServerOptions { LineTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>("IdleTimeout", () => new LineServerOptions { IdleTimeout = TimeSpan.FromSeconds(-2) });
        Assert.Throws<ArgumentOutOfRangeException>("DrainTimeout", () => new LineServerOptions { DrainTimeout = TimeSpan.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>("SpinTime", () => new LineServerOptions { SpinTime = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentNullException>(() => new LineServerOptions { Lines = null! });
        Assert.Throws<ArgumentNullException>(() => new LineServerOptions { TimeProvider = null! });
        Assert.Throws<ArgumentNullException>(() => new LineServerOptions { TrustedProxies = null! });
    }
}
