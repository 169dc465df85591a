namespace Tutorial.Net;

/// <summary>What can come for a read that sends first.</summary>
internal enum ReadOutlook
{
    /// <summary>What it waits for is not there yet.</summary>
    Open,

    /// <summary>What it is to give was received already: it need not wait.</summary>
    Answered,

    /// <summary>Nothing: the peer has said that it sends no more.</summary>
    Ended,
}
