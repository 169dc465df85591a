namespace Tutorial.Net;

/// <summary>The elements whose names mean something here; all others are <see cref="Unknown"/>.</summary>
internal enum HtmlElement : byte
{
    Unknown,

    // Elements that hold links.
    A, Applet, Area, Audio, Base, BgSound, Blockquote, Body, Button, Command, Del, Embed, Form, Frame, Head, Html, IFrame, Image,
    Img, Input, Ins, Link, Meta, Object, Portal, Q, Script, Source, Style, Table, TBody, Td, TFoot, Th, THead, Tr, Track, Video,

    // Elements that switch the tokenizer, besides script, style and iframe.
    NoEmbed, NoFrames, NoScript, Plaintext, Template, Textarea, Title, Xmp,

    // Foreign content: its roots, its integration points, what else of it is known by name.
    AnnotationXml, Desc, FeImage, ForeignObject, MalignMark, Math, MGlyph, Mi, Mn, Mo, Ms, MText, Svg, Use,

    // Elements without contents, and parts of pages and tables, besides those above.
    BaseFont, Caption, Col, ColGroup, FrameSet, KeyGen, Param, Wbr,

    // Elements that break out of foreign content or hold code, besides those above.
    B, Big, Br, Center, Code, Dd, Div, Dl, Dt, Em, Font, H1, H2, H3, H4, H5, H6, Hr, I, Kbd, Li, Listing, Menu, NoBr, Ol, P, Pre, Ruby, S,
    Samp, Small, Span, Strike, Strong, Sub, Sup, Tt, U, Ul, Var,
}
