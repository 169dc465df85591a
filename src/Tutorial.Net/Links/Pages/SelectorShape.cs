using AngleSharp.Css;
using AngleSharp.Css.Dom;

namespace Tutorial.Net;

/// <summary>What AngleSharp's parser made of a selector, one level of it.</summary>
internal sealed class SelectorShape : ISelectorVisitor
{
    private SelectorShape()
    {
    }

    public enum Kinds
    {
        Attribute,
        Type,
        Id,
        Child,
        Class,
        PseudoClass,
        PseudoElement,
        List,
        Complex,
        Compound,
    }

    public Kinds Kind { get; private set; }

    public string Name { get; private set; } = "";

    public IReadOnlyList<ISelector> Parts { get; private set; } = [];

    public IReadOnlyList<string> Combinators { get; private set; } = [];

    public static SelectorShape Of(ISelector selector)
    {
        var shape = new SelectorShape();
        selector.Accept(shape);
        return shape;
    }

    void ISelectorVisitor.Attribute(string name, string op, string? value) => (Kind, Name) = (Kinds.Attribute, name);

    void ISelectorVisitor.Type(string name) => (Kind, Name) = (Kinds.Type, name);

    void ISelectorVisitor.Id(string value) => (Kind, Name) = (Kinds.Id, value);

    void ISelectorVisitor.Child(string name, int step, int offset, ISelector selector) =>
        (Kind, Name, Parts) = (Kinds.Child, name, [selector]);

    void ISelectorVisitor.Class(string name) => (Kind, Name) = (Kinds.Class, name);

    void ISelectorVisitor.PseudoClass(string name) => (Kind, Name) = (Kinds.PseudoClass, name);

    void ISelectorVisitor.PseudoElement(string name) => (Kind, Name) = (Kinds.PseudoElement, name);

    void ISelectorVisitor.List(IEnumerable<ISelector> selectors) => (Kind, Parts) = (Kinds.List, [.. selectors]);

    void ISelectorVisitor.Combinator(IEnumerable<ISelector> selectors, IEnumerable<string> symbols) =>
        (Kind, Parts, Combinators) = (Kinds.Complex, [.. selectors], [.. symbols]);

    void ISelectorVisitor.Many(IEnumerable<ISelector> selectors) => (Kind, Parts) = (Kinds.Compound, [.. selectors]);
}
