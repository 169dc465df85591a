using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>What a time limit leaves behind and what then fails is nobody's: no UnobservedTaskException tells of it.</summary>
public class LeftBehindTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_look_up_that_fails_after_its_time_limit() =>
        await AssertUnheardAsync(async failing =>
        {
            HostResolver.LookUp lookUp = (_, _) => Awaited<IPAddress[]>(failing);
            await OwnThread.RunAsync(() => Assert.Throws<SocketException>(
                () => HostResolver.Resolve("no.such.name", 80, AddressFamily.Unspecified, Deadline.After(Short), lookUp)));
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_of_a_stream_that_fails_after_its_time_limit(bool async) =>
        await AssertUnheardAsync(async failing =>
        {
            var writer = new LineWriter(new StuckStream(failing));
            writer.WriteLine("never");
            if (async)
                await Assert.ThrowsAsync<TimeoutException>(() => writer.DisposeAsync().AsTask().WaitAsync(OwnThread.Patience));
            else
                await OwnThread.RunAsync(() => Assert.Throws<TimeoutException>(() => writer.Flush(Short)));
        });

    /// <param name="leaveBehind">Leaves a call behind that ends as the given task does.</param>
    private static async Task AssertUnheardAsync(Func<Task, Task> leaveBehind)
    {
        var failure = new IOException("nobody's");
        bool isHeard = false;
        void Hear(object? sender, UnobservedTaskExceptionEventArgs e) => isHeard |= e.Exception.InnerExceptions.Contains(failure);
        TaskScheduler.UnobservedTaskException += Hear;
        try
        {
            await LeaveAndFailAsync(leaveBehind, failure);
            await Task.Yield(); // away from the stack that ended it, which may hold it still
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Assert.False(isHeard);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Hear;
        }
    }

    // A method of its own: what it holds is to be collected when it is over.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task LeaveAndFailAsync(Func<Task, Task> leaveBehind, Exception failure)
    {
        var source = new TaskCompletionSource();
        await leaveBehind(source.Task);
        source.SetException(failure);
        _ = source.Task.Exception; // of this one: only what was made of it is left
    }

    private static async Task<T> Awaited<T>(Task failing)
    {
        await failing;
        throw new InvalidOperationException("It was to fail.");
    }

    /// <summary>A stream whose writes end as a task does, whatever their token says.</summary>
    private sealed class StuckStream(Task failing) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await failing;
    }
}
