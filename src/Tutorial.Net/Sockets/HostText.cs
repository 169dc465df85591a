using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>A host and a port as a message shows them.</summary>
internal static class HostText
{
    /// <summary>An IPv6 address in brackets, once; control characters, which a name from elsewhere may hold, as <c>?</c>.</summary>
    public static string Of(string host, int port)
    {
        string shown = Printable(host);
        bool bare = shown.Contains(':', StringComparison.Ordinal) && !shown.StartsWith('[');
        return string.Create(CultureInfo.InvariantCulture, $"{(bare ? $"[{shown}]" : shown)}:{port}");
    }

    /// <summary>An end point that anybody may look at: a path is its maker's to choose.</summary>
    public static object? Shown(EndPoint? endPoint) =>
        endPoint is not UnixDomainSocketEndPoint unix ? endPoint
        : unix.ToString() is { Length: > 0 } path ? Printable(path)
        : "(unnamed)";

    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
