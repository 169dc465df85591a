using System.Globalization;
using System.IO.Pipes;

namespace Tutorial.Net.Samples;

/// <summary>
/// Lets a program end with the one that started it, however that one ends. The parent holds the one writing end of a pipe and
/// never writes; the system closes it with the parent, and the children, who read, see the end of the stream.
/// </summary>
public static class Lifeline
{
    private const string Variable = "TUTORIAL_NET_LIFELINE";

    private static readonly Lazy<AnonymousPipeServerStream> Held =
        new(() => new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable));

    /// <summary>What the environment of a child must hold, so that it ends with this program.</summary>
    public static KeyValuePair<string, string?> ForChild => new(Variable, Held.Value.GetClientHandleAsString());

    /// <summary>Calls <paramref name="parentIsGone"/> once, on a thread of its own, if whoever started this program gave it a
    /// lifeline.</summary>
    /// <param name="parentIsGone">What to do then.</param>
    public static void Watch(Action parentIsGone)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } handle)
            return;
        // What this program starts would inherit the name of a pipe that it does not have.
        Environment.SetEnvironmentVariable(Variable, null);
        var pipe = new AnonymousPipeClientStream(PipeDirection.In, handle);
        new Thread(() =>
        {
            using (pipe)
                pipe.ReadByte();
            parentIsGone();
        })
        { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"lifeline {handle}") }.Start();
    }
}
