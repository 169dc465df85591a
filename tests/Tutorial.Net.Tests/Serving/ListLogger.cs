using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tutorial.Net.Tests.Serving;

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLogger(string category = "Tutorial.Net.LineServer") : ILoggerFactory, ILogger
{
    /// <summary>Before each entry; null for nothing.</summary>
    public Action? OnLog { get; init; }

    public ConcurrentQueue<(LogLevel Level, int Id, string Message)> Entries { get; } = [];

    public ILogger CreateLogger(string categoryName)
    {
        Assert.Equal(category, categoryName);
        return this;
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        OnLog?.Invoke();
        Entries.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
    }

    public void Dispose()
    {
    }
}
