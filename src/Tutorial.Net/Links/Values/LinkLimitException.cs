namespace Tutorial.Net;

/// <summary>A page has more bytes, more links or longer URLs than the options allow. The links handed out before it are right.</summary>
public sealed class LinkLimitException : IOException
{
    /// <summary>Creates the exception for a page that passed a limit.</summary>
    /// <param name="optionName">The property of <see cref="LinkExtractorOptions"/> that sets the limit.</param>
    /// <param name="limit">Its value.</param>
    /// <param name="what">What the page has, in words. The message adds the limit to it.</param>
    public LinkLimitException(string optionName, long limit, string what)
        : base($"{what} (LinkExtractorOptions.{optionName} is {limit}). Raise the limit for pages like this one.") =>
        (OptionName, Limit) = (optionName, limit);

    /// <summary>The option that sets the limit: <c>MaxBytes</c>, <c>MaxLinks</c>, <c>MaxUrlCharacters</c> or <c>MaxDomBytes</c>.</summary>
    public string OptionName { get; }

    /// <summary>The value of that option.</summary>
    public long Limit { get; }
}
