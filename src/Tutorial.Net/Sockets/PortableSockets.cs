namespace Tutorial.Net;

/// <summary>Which form of a call is used: one that a few systems honour, or one that all document.</summary>
internal static class PortableSockets
{
    /// <summary>An <see cref="AppContext"/> switch that turns the portable forms on everywhere: for the tests.</summary>
    public const string Switch = "Tutorial.Net.PortableSockets";

    /// <summary>
    /// Whether a socket is waited for before it is used, and used only for as much as then goes without waiting.
    /// </summary>
    /// <remarks>
    /// send(2) honours <c>MSG_DONTWAIT</c> on a blocking socket on Linux and FreeBSD; XNU's does not, and Windows has no such
    /// flag. After a send or a receive that the socket's own time limit ended, Windows does not say how many bytes went
    /// (<c>SO_SNDTIMEO</c>: "the socket state is indeterminate").
    /// </remarks>
    public static readonly bool Enabled = AppContext.TryGetSwitch(Switch, out bool enabled)
        ? enabled
        : !(OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() || OperatingSystem.IsFreeBSD());
}
