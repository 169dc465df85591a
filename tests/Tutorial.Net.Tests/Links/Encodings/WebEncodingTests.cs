using System.Buffers;
using System.Text;
using CsCheck;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links.Encodings;

public sealed class WebEncodingTests
{
    /// <summary>What shifts, leads, trails and breaks.</summary>
    private static readonly string[] Broken =
    [
        "\u001B", "$", "(", "B", "J", "I", "@", "\u001B$B", "\u001B$@", "\u001B(B", "\u001B(J", "\u001B(I", "\u001B$", "\u001B(", "\u001B(X", "!", "~", "a", "F|", "\n", "\u000E",
        "\u0080", "\u0081", "\u00C3", "\u00E9", "\u00FF", "\u00D8", "\u00DC", "\0",
    ];

    [Fact]
    public void All_228_labels_of_the_standard_name_an_encoding_that_decodes()
    {
        Assert.Equal(228, EncodingLabels.All.Count);
        foreach (string label in EncodingLabels.All)
            Assert.NotNull(WebEncoding.Find(label)!.Decode("ab"u8));
    }

    [Theory]
    [InlineData("latin1", "windows-1252")]
    [InlineData(" \t\r\n\fUTF8 ", "UTF-8")]
    [InlineData("x-sjis", "Shift_JIS")]
    [InlineData("KS_C_5601-1987", "EUC-KR")]
    [InlineData("iso-8859-16", "ISO-8859-16")]
    [InlineData("iso-8859-8-i", "ISO-8859-8-I")]
    [InlineData("gb2312", "GBK")]
    [InlineData("hz-gb-2312", "replacement")]
    [InlineData("utf-7", null)]
    [InlineData("\u00A0utf-8", null)]
    [InlineData("\u017Fjis", null)]
    [InlineData("\u212Aoi8-r", null)]
    [InlineData("", null)]
    public void Labels_are_matched_as_the_standard_says(string label, string? name) => Assert.Equal(name, WebEncoding.Find(label)?.Name);

    [Theory]
    [InlineData("windows-1252", new byte[] { 0x80, 0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xE9 }, "\u20AC\u0081\u008D\u008F\u0090\u009Dé")]
    [InlineData("windows-1253", new byte[] { 0xAA, 0xC1 }, "\uFFFDΑ")]
    [InlineData("windows-874", new byte[] { 0xDB, 0xA1 }, "\uFFFDก")]
    [InlineData("koi8-u", new byte[] { 0xAE, 0xBE }, "ўЎ")]
    [InlineData("koi8-r", new byte[] { 0x9F }, "÷")]
    [InlineData("iso-8859-7", new byte[] { 0xA4 }, "€")]
    [InlineData("iso-8859-16", new byte[] { 0xAA }, "Ș")]
    [InlineData("x-user-defined", new byte[] { 0x41, 0x80, 0xFF }, "A\uF780\uF7FF")]
    [InlineData("replacement", new byte[] { 0x3C }, "\uFFFD")]
    [InlineData("shift_jis", new byte[] { 0x93, 0xFA, 0x5C, 0xB1 }, "日\\ｱ")]
    [InlineData("shift_jis", new byte[] { 0x87, 0x90, 0x81, 0x30, 0x81, 0xFF }, "≒\uFFFD0\uFFFD")]
    [InlineData("big5", new byte[] { 0xA2, 0xA4, 0x81, 0x22 }, "═\uFFFD\"")]
    [InlineData("gbk", new byte[] { 0xD6, 0xD0, 0x94, 0x39, 0xFC, 0x36 }, "中😀")]
    [InlineData("euc-kr", new byte[] { 0x8C, 0x63 }, "똠")]
    [InlineData("shift_jis", new byte[] { 0x80, 0xA0, 0xFD, 0xFE, 0xFF, 0x41 }, "\u0080\uFFFD\uFFFD\uFFFD\uFFFDA")]
    [InlineData("shift_jis", new byte[] { 0xF0, 0x40, 0xF9, 0xFC }, "\uE000\uE757")]
    [InlineData("big5", new byte[] { 0x80, 0x41, 0xFF, 0x41, 0xC6, 0xA1 }, "\uFFFDA\uFFFDA\uFFFD")]
    [InlineData("euc-jp", new byte[] { 0x80, 0xA0, 0xFF, 0x41 }, "\uFFFD\uFFFD\uFFFDA")]
    [InlineData("euc-kr", new byte[] { 0x80, 0x41, 0xFF, 0x41, 0xC9, 0xA1 }, "\uFFFDA\uFFFDA\uFFFD")]
    [InlineData("gbk", new byte[] { 0x80, 0x41, 0xFF, 0x41 }, "\u20ACA\uFFFDA")]
    [InlineData("big5", new byte[] { 0xA4, 0xA4 }, "中")]
    [InlineData("euc-jp", new byte[] { 0xC6, 0xFC, 0x8E, 0xB1 }, "日ｱ")]
    [InlineData("iso-2022-jp", new byte[] { 0x1B, 0x24, 0x42, 0x46, 0x7C, 0x1B, 0x28, 0x42, 0x41 }, "日A")]
    [InlineData("iso-2022-jp", new byte[] { 0x1B, 0x28, 0x4A, 0x5C, 0x7E, 0x1B, 0x28, 0x49, 0x31, 0x60 }, "\u00A5\u203Eｱ\uFFFD")]
    [InlineData("iso-2022-jp", new byte[] { 0x80, 0x0E, 0x0F, 0x61, 0xE9 }, "\uFFFD\uFFFD\uFFFDa\uFFFD")]
    [InlineData("iso-2022-jp", new byte[] { 0x1B, 0x1B, 0x28, 0x58, 0x1B, 0x24 }, "\uFFFD\uFFFD(X\uFFFD$")]
    [InlineData("iso-2022-jp", new byte[] { 0x1B, 0x24, 0x42, 0x46, 0x0A, 0x46, 0x80, 0x0A, 0x46, 0x7C }, "\uFFFD\uFFFD\uFFFD日")]
    [InlineData("iso-2022-jp", new byte[] { 0x1B, 0x24, 0x42, 0x46, 0x1B, 0x28, 0x42, 0x61 }, "\uFFFDa")]
    [InlineData("iso-2022-jp", new byte[] { 0x1B, 0x24, 0x42, 0x1B, 0x28, 0x42, 0x61 }, "\uFFFDa")]
    [InlineData("iso-2022-jp", new byte[] { 0x1B, 0x24, 0x42, 0x1B, 0x28 }, "\uFFFD\uFFFD")]
    [InlineData("iso-2022-jp", new byte[] { 0x1B, 0x24, 0x42, 0x7E, 0x7E, 0x46 }, "\uFFFD\uFFFD")]
    [InlineData("gbk", new byte[] { 0x80, 0x61, 0xFF }, "€a\uFFFD")]
    [InlineData("gb18030", new byte[] { 0x80, 0x81, 0x30, 0x81, 0x30, 0x81, 0x20 }, "€\u0080\uFFFD ")]
    [InlineData("utf-8", new byte[] { 0xC3, 0xA9, 0xFF }, "é\uFFFD")]
    public void Bytes_decode_as_in_the_encoding_standard(string label, byte[] bytes, string expected) =>
        Assert.Equal(expected, WebEncoding.Find(label)!.Decode(bytes));

    [Fact]
    public void The_markup_of_every_ascii_compatible_encoding_can_be_read_byte_by_byte()
    {
        const string Markup = "<a href='x/y?z' b=\"c\"> & text; </a>\n0123\t";
        foreach (string label in EncodingLabels.All)
        {
            WebEncoding encoding = WebEncoding.Find(label)!;
            Assert.Equal(encoding.Name != "ISO-2022-JP" && !encoding.IsAsciiCompatible,
                encoding.Decode(Encoding.ASCII.GetBytes(Markup)) != Markup);
        }
    }

    [Theory]
    [InlineData("utf-16le")]
    [InlineData("utf-16be")]
    [InlineData("iso-2022-jp")]
    [InlineData("replacement")]
    public void Transcoding_gives_the_same_utf8_however_the_bytes_are_cut(string label)
    {
        WebEncoding encoding = WebEncoding.Find(label)!;
        Encoding writer = label == "iso-2022-jp" ? Encoding.GetEncoding(50220) : label == "utf-16be" ? Encoding.BigEndianUnicode : Encoding.Unicode;
        Gen<byte[]> text = Gen.OneOf(
            Gen.Int[0, Broken.Length - 1].Array[0, 20].Select(pieces => Encoding.Latin1.GetBytes(string.Concat(pieces.Select(i => Broken[i])))),
            Gen.Byte.Array[0, 60],
            Gen.String[Gen.Char["aé日本語<ｱ€\uD83D\uDE00\u1B24"], 0, 40].Select(writer.GetBytes),
            Gen.Int[0, 3000].Select(count => writer.GetBytes(new string('日', count))));
        Gen.Select(text, Gen.Int[1, 7]).Sample((bytes, step) =>
        {
            byte[] whole = Transcode(encoding, bytes, Math.Max(bytes.Length, 1));
            Assert.Equal(whole, Transcode(encoding, bytes, step));
            Assert.Equal(encoding.IsReplacement ? [] : Encoding.UTF8.GetBytes(encoding.Decode(bytes)), whole);
        }, iter: Campaign.Cases(10_000));
    }

    private static byte[] Transcode(WebEncoding encoding, byte[] bytes, int step)
    {
        var output = new ArrayBufferWriter<byte>();
        var transcoder = new Utf8Transcoder(encoding);
        for (int at = 0; at < bytes.Length; at += step)
            transcoder.Transcode(bytes.AsSpan(at, Math.Min(step, bytes.Length - at)), output, isLast: false);
        transcoder.Transcode([], output, isLast: true);
        return output.WrittenSpan.ToArray();
    }
}
