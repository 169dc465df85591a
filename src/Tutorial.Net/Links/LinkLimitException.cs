namespace Tutorial.Net;

/// <summary>A page has more bytes, more links or longer URLs than the options allow. What was handed out before it is right.</summary>
public sealed class LinkLimitException : IOException
{
    /// <summary>An exception without details.</summary>
    public LinkLimitException()
    {
    }

    /// <summary>An exception with a message of the caller's.</summary>
    /// <param name="message">What happened, in words.</param>
    public LinkLimitException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message of the caller's and what led to it.</summary>
    /// <param name="message">What happened, in words.</param>
    /// <param name="innerException">What led to it.</param>
    public LinkLimitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal LinkLimitException(string optionName, long limit, string what)
        : base($"{what} (LinkExtractorOptions.{optionName} is {limit}). Raise the limit for pages like this one.") =>
        (OptionName, Limit) = (optionName, limit);

    /// <summary>The option that says so: <c>MaxBytes</c>, <c>MaxLinks</c>, <c>MaxUrlCharacters</c> or <c>MaxDomBytes</c>.</summary>
    public string OptionName { get; } = "";

    /// <summary>Its value.</summary>
    public long Limit { get; }
}
