namespace Tutorial.Net.Tests.Serving;

/// <summary>Waiting for a task on the test's own thread, as the clients do, for a limited time.</summary>
internal static class Waiting
{
    public static bool Ends(this Task task) => task.Wait(TestServer.Patience);

    public static T Get<T>(this TaskCompletionSource<T> source)
    {
        Assert.True(source.Task.Ends(), "it did not come");
        return source.Task.Result;
    }
}
