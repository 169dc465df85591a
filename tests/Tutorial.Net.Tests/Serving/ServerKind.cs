namespace Tutorial.Net.Tests.Serving;

/// <summary>What the contracts run over.</summary>
public enum ServerKind
{
    EpollTcp,
    EpollUnix,

    /// <summary>With a thread that looks again and again before it sleeps.</summary>
    EpollSpinning,
    SelectTcp,
}
