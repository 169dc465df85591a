namespace Tutorial.Net;

/// <content>What comes while something else is still to be sent.</content>
public sealed partial class LineReader
{
    /// <summary>What can come for a read.</summary>
    /// <param name="wanted">How many bytes it is to read; null for a line.</param>
    internal ReadOutlook LookOut(int? wanted)
    {
        Enter();
        try
        {
            bool isThere = wanted is { } bytes ? bytes == 0 || MissingOf(bytes) <= 0 : _framer.HasLine();
            return isThere ? ReadOutlook.Answered : _framer.IsInputComplete ? ReadOutlook.Ended : ReadOutlook.Open;
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>One receive for a read that has no answer yet, if something is there: a wait for it may end for something that was
    /// read before.</summary>
    /// <inheritdoc cref="LookOut" path="/param"/>
    internal void TakeIn(int? wanted)
    {
        Enter();
        try
        {
            int missing = MissingOf(wanted);
            if (missing > 0 && _transport.IsReadable)
                Fill(null, missing);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>How many bytes are still to come; nobody knows of a line, nor while one is being thrown away.</summary>
    private int MissingOf(int? wanted) =>
        wanted is { } bytes && _framer.TryBeginRaw() ? bytes - _framer.BufferedLength : int.MaxValue;
}
