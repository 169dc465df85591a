using System.Buffers;
using Microsoft.Extensions.Logging;

namespace Tutorial.Net;

/// <summary>Takes a trusted proxy's header off the front of what came.</summary>
internal static class ProxyIntake
{
    /// <summary>False while the header is not whole; one that cannot be one has ended the session.</summary>
    public static bool TryTake(SessionCore session, SessionReader reader, out ProxyHeader header)
    {
        ReadOnlySpan<byte> bytes = reader.Input.Buffered.Span;
        OperationStatus status = ProxyHeader.TryParse(bytes, out header, out int consumed);
        if (status == OperationStatus.Done)
        {
            reader.Input.Skip(consumed);
            return true;
        }

        if (status == OperationStatus.NeedMoreData && !reader.HasPeerEnded)
            return false;
        if (session.Loop.Logger.IsEnabled(LogLevel.Debug))
        {
            string shown = ServingLog.Escape(bytes);
            ServingLog.BadProxyHeader(session.Loop.Logger, session.RemoteEndPoint, shown);
        }

        session.Finish(null, SessionEnd.BadProxyHeader);
        return false;
    }
}
