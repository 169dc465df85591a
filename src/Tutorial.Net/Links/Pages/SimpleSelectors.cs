using AngleSharp.Css.Dom;
using AngleSharp.Dom;

namespace Tutorial.Net;

/// <summary>Selectors that look at one element; their time is linear in what the page says about it and its neighbours.</summary>
internal static class SimpleSelectors
{
    private static readonly HashSet<string> PseudoClasses = new(StringComparer.OrdinalIgnoreCase)
    {
        "root", "empty", "first-child", "last-child", "only-child", "first-of-type", "last-of-type", "only-of-type",
        "link", "any-link", "checked", "disabled", "enabled", "required", "optional",
    };

    /// <exception cref="FormatException">The selector is not taken.</exception>
    public static SelectorTest Test(ISelector selector, SelectorShape shape)
    {
        switch (shape.Kind)
        {
            case SelectorShape.Kinds.Class:
                return (element, _, _) => HasClass(element, shape.Name);
            case SelectorShape.Kinds.Type or SelectorShape.Kinds.Id or SelectorShape.Kinds.Attribute:
                break;
            case SelectorShape.Kinds.Child when SelectorShape.Of(shape.Parts[0]) is not { Kind: SelectorShape.Kinds.Type, Name: "*" }:
                throw new FormatException($":{shape.Name}() with \"of\" is not supported");
            case SelectorShape.Kinds.Child when shape.Name.EndsWith("column", StringComparison.OrdinalIgnoreCase):
            case SelectorShape.Kinds.PseudoElement:
                throw new FormatException($":{shape.Name} is not supported");
            case SelectorShape.Kinds.Child:
                break;
            case SelectorShape.Kinds.PseudoClass when shape.Name is "scope":
                return (element, _, _) => element == element.Owner?.DocumentElement;
            case SelectorShape.Kinds.PseudoClass when shape.Name is ['l', 'a', 'n', 'g', '(', .. var language, ')']:
                return (element, _, _) => IsIn(element, language);
            case SelectorShape.Kinds.PseudoClass when shape.Name.StartsWith("contains(", StringComparison.Ordinal):
            case SelectorShape.Kinds.PseudoClass when PseudoClasses.Contains(shape.Name):
                break;
            default:
                throw new FormatException(
                    $":{shape.Name} is not supported; of the pseudo-classes :{string.Join(", :", PseudoClasses)}, :lang(), :contains(), "
                    + ":nth-child() and its like, :not(), :is(), :where() and :has() are");
        }

        return (element, _, _) => selector.Match(element, element.Owner?.DocumentElement);
    }

    /// <summary>AngleSharp's own makes a list without duplicates of the classes first, in quadratic time.</summary>
    private static bool HasClass(IElement element, string name)
    {
        ReadOnlySpan<char> classes = element.GetAttribute("class");
        foreach (Range range in classes.SplitAny(" \t\r\n\f"))
        {
            if (classes[range].SequenceEqual(name))
                return true;
        }

        return false;
    }

    /// <summary>RFC 4647, extended by nothing: the language itself, or one more exact.</summary>
    private static bool IsIn(IElement element, string language)
    {
        for (IElement? at = element; at is not null; at = at.ParentElement)
        {
            if (at.GetAttribute("lang") is { } said)
            {
                return said.StartsWith(language, StringComparison.OrdinalIgnoreCase)
                    && (said.Length == language.Length || said[language.Length] == '-');
            }
        }

        return false;
    }
}
