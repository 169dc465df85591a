using System.Globalization;
using System.Text;

namespace Tutorial.Net.Load.Soak;

/// <summary>Pages that follow from their number, and the links in them.</summary>
internal static class SoakPage
{
    public static int Links(int page) => 20 + (page * 7 % 400);

    public static string Link(int page, int link) => string.Create(CultureInfo.InvariantCulture, $"http://pages.test/{page}/{link}?a=1&b=2");

    public static byte[] Write(int page)
    {
        StringBuilder text = new("<!doctype html><title>A page</title><body>");
        for (int i = 0; i < Links(page); i++)
            text.Append(CultureInfo.InvariantCulture, $"<p class=\"k{i % 7}\">Some text, <!-- <a href=no> --> <a href=\"/{page}/{i}?a=1&amp;b=2\">link {i}</a>\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
