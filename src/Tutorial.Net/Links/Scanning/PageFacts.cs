namespace Tutorial.Net;

/// <summary>What a page says about all of its links, wherever it says it.</summary>
/// <param name="HasBase">Whether it has a base element with an href: the first counts.</param>
/// <param name="Base">What relative URLs are relative to.</param>
/// <param name="NoFollow">Whether its robots meta says so.</param>
internal readonly record struct PageFacts(bool HasBase, WebUrl? Base, bool NoFollow);
