using System.Text;

namespace Tutorial.Net.Tests.Links;

/// <summary>A start tag as a tree builder gets it: its name and its attributes, the first of each name.</summary>
internal sealed record StartTag(string Name, IReadOnlyList<KeyValuePair<string, string>> Attributes)
{
    public override string ToString() => $"<{Name}{string.Concat(Attributes.Select(a => $" {a.Key}=\"{a.Value}\""))}>";

    /// <summary>All start tags that the tokenizer finds, every attribute taken, fed in chunks of the given sizes.</summary>
    public static List<StartTag> ReadAll(ReadOnlySpan<byte> html, int chunk = int.MaxValue, TokenizerState state = TokenizerState.Data,
        string lastStartTag = "")
    {
        using var tokenizer = new TagTokenizer(new TagInterest(), int.MaxValue, reportAll: true);
        tokenizer.Enter(state, lastStartTag);
        var tags = new List<StartTag>();
        while (!html.IsEmpty)
        {
            ReadOnlySpan<byte> data = html[..Math.Min(chunk, html.Length)];
            html = html[data.Length..];
            while (tokenizer.Read(data))
            {
                if (!tokenizer.View(data).IsEndTag)
                    tags.Add(From(tokenizer.View(data)));
            }
        }

        return tags;
    }

    private static StartTag From(TagView tag)
    {
        var attributes = new List<KeyValuePair<string, string>>();
        for (int i = 0; i < tag.Count; i++)
        {
            string name = DecodeName(tag.AttributeName(i));
            if (!attributes.Exists(a => a.Key == name))
                attributes.Add(new(name, DecodeValue(tag.Value(i))));
        }

        return new StartTag(DecodeName(tag.Name), attributes);
    }

    private static string DecodeName(ReadOnlySpan<byte> name)
    {
        char[] chars = Encoding.UTF8.GetString(name).Replace('\0', '\uFFFD').ToCharArray();
        for (int i = 0; i < chars.Length; i++)
            chars[i] = char.IsAsciiLetterUpper(chars[i]) ? (char)(chars[i] | 0x20) : chars[i];
        return new string(chars);
    }

    private static string DecodeValue(ReadOnlySpan<byte> value)
    {
        var buffer = default(ByteBuffer);
        ValueDecoder.Append(ref buffer, value, WebEncoding.Utf8, ReferenceRules.Attribute);
        string text = Encoding.UTF8.GetString(buffer.Written);
        buffer.Dispose();
        return text;
    }
}
