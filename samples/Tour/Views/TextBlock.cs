using System.Globalization;
using Spectre.Console;

namespace Tutorial.Net.Samples.Tour;

/// <summary>Text made to fit; widths are columns of a terminal.</summary>
internal static class TextBlock
{
    /// <summary>What the tour begins with.</summary>
    public const string Greeting = "Tutorial.Net: the tutorial's programs, client against server, over loopback";

    /// <summary>What a program printed, so that it cannot steer the terminal, and has the width that it seems to have.</summary>
    public static string Safe(string text) => TerminalText.Escape(text.Replace("\t", "  ", StringComparison.Ordinal));

    /// <summary>The text if it fits, otherwise its beginning and a mark.</summary>
    public static string Cut(string text, int width, string mark)
    {
        if (text.GetCellWidth() <= width)
            return text;
        return Take(text, width - mark.Length) + mark;
    }

    /// <summary>The text in lines that fit, at most <paramref name="most"/>; the last has a mark if there would be more.</summary>
    public static IEnumerable<string> Wrap(string text, int width, int most, string mark)
    {
        string[] lines = [.. Wrap(text, width)];
        return lines.Length <= most ? lines : [.. lines[..(most - 1)], Take($"{lines[most - 1]} {lines[most]}", width - mark.Length) + mark];
    }

    /// <summary>The text in lines that fit, broken between words where it can be; blanks within a line stay as they are.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        string? line = null;
        foreach (string word in text.Split(' '))
        {
            string rest = word;
            if (line is not null && $"{line} {word}".GetCellWidth() <= width)
            {
                line = $"{line} {word}";
                continue;
            }

            if (line is not null)
                yield return line;
            for (; rest.GetCellWidth() > width; rest = rest[Take(rest, width).Length..])
                yield return Take(rest, width);
            line = rest;
        }

        yield return line!;
    }

    /// <summary>The width of each column where <paramref name="shares"/> divide <paramref name="width"/>, with a gap between two.</summary>
    public static int[] Columns(int width, int gap, IReadOnlyList<int> shares)
    {
        int left = width - (gap * (shares.Count - 1));
        int sum = shares.Sum();
        int[] columns = new int[shares.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = left * shares[i] / sum;
            left -= columns[i];
            sum -= shares[i];
        }

        return columns;
    }

    /// <summary>How long a bar is, where the largest value's has <paramref name="width"/>; at least one, unless it is zero.</summary>
    public static int BarLength(double value, double largest, int width) =>
        value <= 0 ? 0 : Math.Max(1, (int)Math.Round(value / largest * width));

    // Whole characters: what a combining mark stands on, or a surrogate pair, is not taken apart.
    private static string Take(string text, int width)
    {
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        int taken = 0;
        while (elements.MoveNext())
        {
            int end = elements.ElementIndex + elements.GetTextElement().Length;
            if (text[..end].GetCellWidth() > width && taken > 0)
                break;
            taken = end;
        }

        return text[..taken];
    }
}
