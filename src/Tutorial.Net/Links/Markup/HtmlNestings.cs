using System.Collections.Frozen;
using System.Text;

namespace Tutorial.Net;

/// <summary>The nesting of HTML elements by the hash of their names; most of them mean nothing else here.</summary>
internal static class HtmlNestings
{
    private static readonly FrozenDictionary<uint, HtmlNesting> Table = MakeTable();

    public static HtmlNesting Of(uint name) => Table.GetValueOrDefault(name);

    /// <summary>FNV-1a of the name in lower case: 32 bits tell the elements of one page apart, at 4 bytes for any length.</summary>
    public static uint Hash(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte b in name)
            hash = (hash ^ (b is >= (byte)'A' and <= (byte)'Z' ? b | 0x20u : b)) * 16777619;
        return hash;
    }

    private static FrozenDictionary<uint, HtmlNesting> MakeTable()
    {
        const HtmlNesting Block = HtmlNesting.Special | HtmlNesting.Block;
        var table = new Dictionary<uint, HtmlNesting>();
        Set(
            Block | HtmlNesting.ClosesP,
            "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer header hgroup li listing " +
            "main menu nav ol p pre search section summary ul");
        Set(Block, "button select");
        Set(Block | HtmlNesting.Scope, "applet marquee object");
        Set(HtmlNesting.Special | HtmlNesting.ClosesP | HtmlNesting.Heading, "h1 h2 h3 h4 h5 h6");
        Set(HtmlNesting.Special | HtmlNesting.ClosesP, "form hr plaintext xmp");
        Set(HtmlNesting.Special | HtmlNesting.Scope, "table template");
        Set(HtmlNesting.Special | HtmlNesting.Scope | HtmlNesting.TablePart, "caption td th");
        Set(HtmlNesting.Special | HtmlNesting.TablePart, "col colgroup tbody tfoot thead tr");
        Set(HtmlNesting.Special | HtmlNesting.Page, "body frame frameset head html");
        Set(HtmlNesting.Special, "noscript");
        Set(HtmlNesting.Formatting, "a b big code em font i nobr s small strike strong tt u");
        Set(HtmlNesting.HoldsItems, "address div p");
        Set(HtmlNesting.ImpliedEnd, "dd dt li optgroup option p rb rp rt rtc");
        return table.ToFrozenDictionary();

        void Set(HtmlNesting nesting, string names)
        {
            foreach (string name in names.Split(' '))
            {
                uint hash = Hash(Encoding.UTF8.GetBytes(name));
                table[hash] = table.GetValueOrDefault(hash) | nesting;
            }
        }
    }
}
