
namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>Python 3 as a peer; the test is skipped where it is missing.</summary>
internal static class Python
{
    /// <summary>Starts <paramref name="script"/> (its text, not a file) unbuffered.</summary>
    public static ChildProcess Start(string script, params IEnumerable<string> arguments) =>
        new(Requires.Python(), ((string[])["-u", "-c", script]).Concat(arguments));
}
