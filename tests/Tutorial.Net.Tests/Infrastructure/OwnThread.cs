namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>Calls that may hang: each on a thread of its own, and with an end, so that what hangs fails.</summary>
internal static class OwnThread
{
    /// <summary>Far beyond what is waited for, and far below for ever.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task RunAsync(Action call) => RunAsync(() =>
    {
        call();
        return true;
    });

    public static Task<T> RunAsync<T>(Func<T> call) => RunAsync(() => Task.FromResult(call()));

    public static Task<T> RunAsync<T>(Func<Task<T>> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap().WaitAsync(Patience);
}
