namespace Tutorial.Net;

/// <summary>Tasks that nobody may wait for to their end.</summary>
internal static class LeftBehind
{
    /// <summary>Sees to it that the exception of a task that is left behind is nobody's: no
    /// <see cref="TaskScheduler.UnobservedTaskException"/> tells of it.</summary>
    public static TTask Observed<TTask>(this TTask task)
        where TTask : Task
    {
        _ = task.ContinueWith(
            static it => _ = it.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return task;
    }
}
