namespace Tutorial.Net;

/// <content>HTML inside the integration points of svg and math: the standard's "in body" and its table modes, as far as they
/// decide which element is the current one.</content>
internal sealed partial class TreeFeedback
{
    private static readonly uint A = HtmlNestings.Hash("a"u8);
    private static readonly uint Button = HtmlNestings.Hash("button"u8);
    private static readonly uint Form = HtmlNestings.Hash("form"u8);
    private static readonly uint NoBr = HtmlNestings.Hash("nobr"u8);
    private static readonly uint P = HtmlNestings.Hash("p"u8);
    private static readonly uint Table = HtmlNestings.Hash("table"u8);
    private static readonly uint TBody = HtmlNestings.Hash("tbody"u8);
    private static readonly uint Template = HtmlNestings.Hash("template"u8);
    private static readonly uint Tr = HtmlNestings.Hash("tr"u8);
    private static readonly uint Caption = HtmlNestings.Hash("caption"u8);
    private static readonly uint[] Cells = [HtmlNestings.Hash("td"u8), HtmlNestings.Hash("th"u8), Caption];
    private static readonly uint[] Sections = [TBody, HtmlNestings.Hash("tfoot"u8), HtmlNestings.Hash("thead"u8)];
    private static readonly uint[] Definitions = [HtmlNestings.Hash("dd"u8), HtmlNestings.Hash("dt"u8)];
    private static readonly uint[] Items = [HtmlNestings.Hash("li"u8)];
    private static readonly uint[] Lists = [HtmlNestings.Hash("ol"u8), HtmlNestings.Hash("ul"u8)];

    private void StartHtml(HtmlElement element, ElementTraits traits, uint name)
    {
        HtmlNesting nesting = HtmlNestings.Of(name);
        if ((nesting & HtmlNesting.TablePart) != 0)
        {
            StartTablePart(element, name, nesting);
            return;
        }

        if ((nesting & HtmlNesting.Page) != 0 || (element == HtmlElement.Form && IgnoresForm()))
            return;
        CloseBefore(name, nesting);
        if (name == Table && IsInTable())
        {
            // In a template's row without a table there is nothing to end, and none may start.
            if (_open.Top.TableScope < 0 && !IsCounted(HtmlElement.Table))
                return;
            Close(_open.Top.TableScope, element, nesting, reachesOut: true);
        }

        if (_open.Depth == 0)
        {
            _htmlOpen[(int)element]++;
            return;
        }

        if (element == HtmlElement.Form)
            _htmlOpen[(int)element]++;
        // Raw text ends before the next tag.
        if ((traits & (ElementTraits.Void | ElementTraits.RawText | ElementTraits.RcData | ElementTraits.Script)) == 0)
            _open.PushHtml(name, nesting);
    }

    /// <summary>Closes what cannot hold the element that starts.</summary>
    private void CloseBefore(uint name, HtmlNesting nesting)
    {
        if (Items.Contains(name))
            CloseItem(Items);
        else if (Definitions.Contains(name))
            CloseItem(Definitions);
        if ((nesting & HtmlNesting.ClosesP) != 0)
            CloseParagraph();
        if ((nesting & HtmlNesting.Heading) != 0 && (_open.Top.Nesting & HtmlNesting.Heading) != 0)
            _open.PopTo(_open.Depth - 1);
        if (name == A || name == NoBr)
            CloseFormatting(name);
        else if (name == Button && InScope(Button) is >= 0 and var button)
            _open.PopTo(button);
    }

    private void CloseItem(uint[] names)
    {
        int index = _open.Top.ItemStop;
        if (IsAny(index, names))
            _open.PopTo(index);
    }

    private void CloseParagraph()
    {
        int index = InScope(P);
        if (index >= 0 && _open.IndexOfHtml(Button, index) < 0)
            _open.PopTo(index);
    }

    /// <summary>An a, a nobr inside another: as if the first had ended.</summary>
    private void CloseFormatting(uint name)
    {
        if (InScope(name) is >= 0 and var index)
            Adopt(index);
        else if (name == A && !_open.IsHtml(_open.Top.Scope))
            RemoveAround(HtmlElement.A, A);
    }

    /// <summary>An a that is out of reach is taken out of the stack all the same.</summary>
    private void RemoveAround(HtmlElement element, uint name)
    {
        if (_open.IndexOfHtml(name, 0) is >= 0 and var index)
            _open.Remove(index, index);
        else
            CloseAround(element);
    }

    /// <summary>
    /// A form before the end tag of another, or in a table but not in a cell, holds nothing. In a template it may be in another.
    /// </summary>
    private bool IgnoresForm() =>
        (IsCounted(HtmlElement.Form) && !IsCounted(HtmlElement.Template) && _open.IndexOfHtml(Template, 0) < 0) || IsInTable();

    /// <summary>Whether a table is open, and none of its cells.</summary>
    private bool IsInTable()
    {
        int table = _open.Top.TableScope;
        return table < 0
            ? IsTableAround() && !IsAnyCounted(HtmlElement.Td, HtmlElement.Th)
            : _open.IsHtml(table, Table) && Innermost(Cells, table) < 0;
    }

    /// <summary>caption, colgroup, tbody, tr, td and the like: nothing outside a table, and in it the end of what is open there.</summary>
    private void StartTablePart(HtmlElement element, uint name, HtmlNesting nesting)
    {
        int table = _open.Top.TableScope;
        if (table < 0)
        {
            // The table around svg or math goes on, and closes them.
            if (IsTableAround())
            {
                _open.PopTo(0);
                _htmlOpen[(int)element]++;
            }

            return;
        }

        bool isCell = name != Caption && Cells.Contains(name), isRow = name == Tr;
        if (!_open.IsHtml(table, Table))
        {
            // A template takes any part of a table as its first.
            if (table == _open.Depth - 1)
                _open.PushHtml(name, nesting);
            return;
        }

        int around = table;
        if ((isCell || isRow) && Innermost(Sections, table) is >= 0 and var section)
            around = section;
        if (isCell && _open.IndexOfHtml(Tr, around) is >= 0 and var row)
            around = row;
        _open.PopTo(around + 1);
        if ((isCell || isRow) && around == table)
            _open.PushHtml(TBody, HtmlNestings.Of(TBody));
        if (isCell && !_open.IsHtml(_open.Depth - 1, Tr))
            _open.PushHtml(Tr, HtmlNestings.Of(Tr));
        _open.PushHtml(name, nesting);
    }

    /// <summary>An end tag that closes nothing of svg or math on its way out to HTML.</summary>
    private void EndHtml(HtmlElement element, uint name)
    {
        HtmlNesting nesting = HtmlNestings.Of(name);
        if (name == Template)
            Close(_open.IndexOfHtml(name, 0), element, nesting, reachesOut: true);
        else if (name == Table || (nesting & HtmlNesting.TablePart) != 0)
            Close(_open.IndexOfHtml(name, _open.Top.TableScope), element, nesting, reachesOut: _open.Top.TableScope < 0);
        else if (name == P)
            CloseParagraph();
        else if (name == Form)
            EndForm();
        else if ((nesting & HtmlNesting.Formatting) != 0 && InScope(name) is >= 0 and var formatting)
            Adopt(formatting);
        else if ((nesting & HtmlNesting.Heading) != 0)
            Close(_open.Top.Heading > _open.Top.Scope ? _open.Top.Heading : -1, element, nesting, reachesOut: _open.Top.Scope < 0);
        else if (Items.Contains(name) && Innermost(Lists, Math.Max(0, InScope(name))) >= 0)
            return;
        else if ((nesting & (HtmlNesting.Block | HtmlNesting.Formatting)) != 0)
            Close(InScope(name), element, nesting, reachesOut: _open.Top.Scope < 0);
        else if ((nesting & HtmlNesting.Page) == 0)
            Close(_open.IndexOfHtml(name, _open.Top.Special), element, nesting, reachesOut: _open.Top.Special < 0);
    }

    private void Close(int index, HtmlElement element, HtmlNesting nesting, bool reachesOut)
    {
        if (index >= 0)
        {
            _open.PopTo(index);
        }
        else if (reachesOut && IsOpenAround(element, nesting))
        {
            _open.PopTo(0);
            CloseAround(element);
        }
    }

    /// <summary>A form is taken out of the stack, and what is inside it stays open.</summary>
    private void EndForm()
    {
        if (InScope(Form) is >= 0 and var form)
        {
            while ((_open.Top.Nesting & HtmlNesting.ImpliedEnd) != 0)
                _open.PopTo(_open.Depth - 1);
            _open.Remove(form, form);
        }

        CloseAround(HtmlElement.Form);
    }

    /// <summary>
    /// What the adoption agency leaves open: it takes a formatting element out from under the blocks inside it, and everything else
    /// between, and closes what is above the last of the blocks.
    /// </summary>
    private void Adopt(int index)
    {
        int block = _open.Top.Special;
        if (block <= index)
        {
            _open.PopTo(index);
            return;
        }

        _open.PopTo(block + 1);
        _open.Remove(index, block);
    }

    /// <summary>Whether an HTML element around svg and math is open, as far as counts tell.</summary>
    private bool IsOpenAround(HtmlElement element, HtmlNesting nesting) => element switch
    {
        // Counted together: of those, only what is no name of svg's is taken for the end of one.
        HtmlElement.Unknown when (nesting & HtmlNesting.TablePart) != 0 => IsTableAround() && IsCounted(element),
        HtmlElement.Unknown => (nesting & HtmlNesting.Block) != 0 && IsCounted(element),
        HtmlElement.Table => IsCounted(element) || (IsTableAround() && !IsAnyCounted(HtmlElement.Td, HtmlElement.Th)),
        HtmlElement.Td or HtmlElement.Th or HtmlElement.THead or HtmlElement.TFoot => IsCounted(element) && IsTableAround(),
        // In a table, parts imply those around them.
        HtmlElement.Tr when IsCounted(HtmlElement.Table) => IsAnyCounted(HtmlElement.Tr, HtmlElement.Td, HtmlElement.Th),
        HtmlElement.TBody when IsCounted(HtmlElement.Table) =>
            IsAnyCounted(HtmlElement.TBody, HtmlElement.Tr, HtmlElement.Td, HtmlElement.Th),
        >= HtmlElement.H1 and <= HtmlElement.H6 => _htmlOpen.AsSpan((int)HtmlElement.H1, 6).ContainsAnyExcept(0),
        _ => IsCounted(element),
    };

    /// <summary>In a template the parts of a table need none.</summary>
    private bool IsTableAround() =>
        IsCounted(HtmlElement.Table)
        || (IsCounted(HtmlElement.Template) && IsAnyCounted(HtmlElement.TBody, HtmlElement.Tr, HtmlElement.Td, HtmlElement.Th));

    private bool IsAnyCounted(params ReadOnlySpan<HtmlElement> elements)
    {
        foreach (HtmlElement element in elements)
        {
            if (IsCounted(element))
                return true;
        }

        return false;
    }

    private bool IsCounted(HtmlElement element) => _htmlOpen[(int)element] > 0;

    /// <summary>The element of this name that is in scope; -1 for none.</summary>
    private int InScope(uint name) => _open.IndexOfHtml(name, _open.Top.Scope);

    private int Innermost(uint[] names, int floor)
    {
        int innermost = -1;
        foreach (uint name in names)
            innermost = Math.Max(innermost, _open.IndexOfHtml(name, Math.Max(floor, innermost)));
        return innermost;
    }

    private bool IsAny(int index, uint[] names)
    {
        foreach (uint name in names)
        {
            if (_open.IsHtml(index, name))
                return true;
        }

        return false;
    }
}
