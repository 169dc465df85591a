namespace Tutorial.Net;

/// <summary>What an attribute of an element links to, and how.</summary>
internal readonly record struct LinkRule(LinkKind Kind, LinkSyntax Syntax);
