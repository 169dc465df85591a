namespace Tutorial.Net;

/// <summary>What a link is for.</summary>
public enum LinkKind
{
    /// <summary>A place to go to: <c>a</c> and <c>area</c>, also in SVG and MathML.</summary>
    Hyperlink,

    /// <summary>A page shown inside this one: <c>iframe</c>, <c>frame</c>, <c>portal</c>.</summary>
    Frame,

    /// <summary>Where a form is sent: <c>form action</c>, <c>formaction</c>.</summary>
    Form,

    /// <summary>
    /// A picture: <c>img</c>, <c>srcset</c>, <c>input src</c>, <c>poster</c>, <c>background</c>, SVG's
    /// <c>image</c> and <c>use</c>.
    /// </summary>
    Image,

    /// <summary>Sound or film: <c>audio</c>, <c>video</c>, <c>source</c>, <c>track</c>.</summary>
    Media,

    /// <summary>A program: <c>script src</c>.</summary>
    Script,

    /// <summary><c>link rel=stylesheet</c>, and <c>@import</c> in CSS.</summary>
    Stylesheet,

    /// <summary><c>link rel=icon</c> and its relatives.</summary>
    Icon,

    /// <summary>
    /// Something to fetch, or somebody to connect to, early: <c>link rel=preload</c> with its
    /// <c>imagesrcset</c>, <c>preconnect</c>, <c>dns-prefetch</c>.
    /// </summary>
    ResourceHint,

    /// <summary>
    /// About the page: every other <c>link</c> (<c>canonical</c>, <c>alternate</c>, <c>manifest</c>), <c>og:</c> and
    /// <c>twitter:</c> metas, <c>html manifest</c>.
    /// </summary>
    Metadata,

    /// <summary>Where the page sends its reader by itself: <c>meta http-equiv=refresh</c>.</summary>
    Refresh,

    /// <summary>A plug-in's contents: <c>embed</c>, <c>object</c>, <c>applet</c>.</summary>
    Embed,

    /// <summary>A source: <c>cite</c> of <c>blockquote</c>, <c>q</c>, <c>ins</c> and <c>del</c>.</summary>
    Citation,

    /// <summary>Who is told of a click: <c>a ping</c>.</summary>
    Ping,

    /// <summary>Everything else: <c>longdesc</c>, CSS <c>url()</c>, custom attributes.</summary>
    Other,
}
