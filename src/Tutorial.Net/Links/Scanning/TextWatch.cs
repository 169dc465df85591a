namespace Tutorial.Net;

/// <summary>Whose the text between the tags is: an anchor's, a style sheet's, or nobody's.</summary>
internal sealed class TextWatch(LinkPlan plan, TagTokenizer tokenizer, LinkTaker taker, TagReader reader, AnchorText anchor) : IDisposable
{
    /// <summary>The most of one style element that is looked at, in bytes: ten times the largest sheet that a page would carry.</summary>
    private const int MaxStyleLength = 4 << 20;

    private WebEncoding _encoding = WebEncoding.Windows1252;
    private TextCollector? _style;
    private LinkRecord _styleLink;
    private bool _isInStyle;
    /// <summary>Whether the text at hand is raw text or a style that no reader sees.</summary>
    private bool _isHidden;
    /// <summary>As <see cref="AnchorText.Below"/>, of what hides.</summary>
    private int _hiddenBelow;

    /// <summary>What the text from here on is encoded in.</summary>
    public void Use(WebEncoding encoding)
    {
        _encoding = anchor.Text.Encoding = encoding;
        if (_style is not null)
            _style.Encoding = encoding;
    }

    /// <summary>A tag, before anything is made of it: what it ends comes out. Until it has not thrown it is called again.</summary>
    public void BeforeTag(TagView tag)
    {
        EndForeign();
        if (tag.IsEndTag)
            return;
        if (tag.Element == HtmlElement.A)
            anchor.End();
        // A style in svg may hold another: what there is of the outer sheet is taken.
        else if (_isInStyle && tag.Element == HtmlElement.Style && !EndsWhereItBegins(tag))
            EndHidden();
    }

    /// <summary>A start tag, after its links.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="position">Where it is, if it <paramref name="isTaken"/>.</param>
    /// <param name="isTaken">Whether links are taken from it, and from its sheet.</param>
    public void Start(TagView tag, LinkPosition position, bool isTaken)
    {
        if (EndsWhereItBegins(tag))
        {
            if (tag.Element == HtmlElement.Br)
                BreakLine();
            if (tag.Element == HtmlElement.A)
                anchor.End();
            return;
        }

        int below = tag.IsHtml ? 0 : tokenizer.ForeignDepth;
        switch (tag.Element)
        {
            case HtmlElement.A when anchor.IsOpen:
                anchor.Begin(below, tokenizer.IsInTemplate);
                break;
            case HtmlElement.Br:
                BreakLine();
                break;
            case HtmlElement.Style:
                Hide(below);
                if (plan.IncludeCss && isTaken && plan.Filter.TakesElement(HtmlElements.Name(HtmlElement.Style)))
                    StartStyle(tag, position);
                break;
            case HtmlElement.Script when !tag.IsHtml && !_isHidden:
                Hide(below);
                break;
            case HtmlElement.IFrame or HtmlElement.NoEmbed or HtmlElement.NoFrames when tag.IsHtml:
                _isHidden = true;
                break;
        }
    }

    /// <summary>An end tag.</summary>
    public void End(TagView tag)
    {
        if (tag.IsHtml)
        {
            if (tag.Element == HtmlElement.A && anchor.Below == 0)
                anchor.End();
            else if (_hiddenBelow == 0 && tag.Element is HtmlElement.Style or HtmlElement.IFrame or HtmlElement.NoEmbed or HtmlElement.NoFrames)
                EndHidden();
        }

        Choose();
        // "</br>" is an element, too.
        if (tag.Element == HtmlElement.Br)
            BreakLine();
    }

    /// <summary>Gives the text that follows to whom it belongs.</summary>
    public void Choose()
    {
        // Of svg's style element the sheet is its own text, without that of elements in it, so every tag counts there.
        bool isInSvgStyle = _isInStyle && _hiddenBelow > 0;
        tokenizer.ReportBelow = isInSvgStyle ? int.MaxValue : Math.Max(_hiddenBelow, anchor.Below);
        bool isVisible = anchor.IsOpen && !_isHidden && (anchor.IsInTemplate || !tokenizer.IsInTemplate);
        TextCollector? text = isVisible ? anchor.Text : null;
        if (_isInStyle)
            text = isInSvgStyle && tokenizer.ForeignDepth > _hiddenBelow ? null : _style;
        if (tokenizer.Text == text)
            return;
        tokenizer.Text = text;
        if (isVisible && text == anchor.Text)
            text.Break(references: true);
    }

    /// <summary>The page ends.</summary>
    public void Complete()
    {
        EndHidden();
        anchor.End();
    }

    public void Dispose() => _style?.Dispose();

    private void StartStyle(TagView tag, LinkPosition position)
    {
        _style ??= new TextCollector(MaxStyleLength) { Encoding = _encoding };
        _style.Start(references: !tag.IsHtml);
        _styleLink = new LinkRecord
        {
            Element = HtmlElements.Name(HtmlElement.Style),
            Attribute = "",
            Position = position,
            Rel = TextRun.None,
            Text = TextRun.None,
            Name = TextRun.None,
        };
        _isInStyle = true;
    }

    /// <summary>Only XML, and svg and math in HTML, have such elements.</summary>
    private bool EndsWhereItBegins(TagView tag) => tag.IsSelfClosing && (!tag.IsHtml || tokenizer.IsXml);

    /// <summary>What of svg and math is no longer open, by whatever tag that came about.</summary>
    private void EndForeign()
    {
        if (tokenizer.ForeignDepth >= tokenizer.ReportBelow)
            return;
        if (tokenizer.ForeignDepth < _hiddenBelow)
            EndHidden();
        if (tokenizer.ForeignDepth < anchor.Below)
            anchor.End();
        Choose();
    }

    private void BreakLine()
    {
        if (anchor.IsOpen && tokenizer.Text == anchor.Text)
            anchor.Text.Append(" "u8);
    }

    private void Hide(int below) => (_isHidden, _hiddenBelow) = (true, below);

    private void EndHidden()
    {
        _isHidden = false;
        _hiddenBelow = 0;
        if (!_isInStyle)
            return;
        _isInStyle = false;
        if (_style!.IsCut)
            taker.CountCut();
        reader.ReadSheet(_style.Raw(), _styleLink);
    }
}
