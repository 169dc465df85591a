namespace Tutorial.Net.Samples.Tour;

/// <summary>The person who watches.</summary>
internal static class Keyboard
{
    /// <summary>Returns when Enter is pressed; other keys do nothing and are not shown.</summary>
    public static void WaitForEnter(CancellationToken stop)
    {
        // A read of the keyboard cannot be ended; its thread ends with the program.
        Task pressed = Task.Run(
            () =>
            {
                while (Console.ReadKey(intercept: true).Key != ConsoleKey.Enter)
                {
                    // Not that one.
                }
            },
            CancellationToken.None);
        pressed.Wait(stop);
    }
}
