using Tutorial.Net.Tests.Lines;

namespace Tutorial.Net.Fuzz;

/// <summary>Lines, raw bytes and changes of the terminator in any order, over any chunks, against a framer that is written from the
/// contract alone.</summary>
/// <remarks>Choices: the first terminator, the limit, the tempo, from where and how long terminators are taken from the data, the policy,
/// then calls.</remarks>
internal sealed class LineFramerTarget : FuzzTarget
{
    public override string Name => "lines";

    public override void Run(ReadOnlySpan<byte> input)
    {
        var choices = new FuzzInput(input);
        int first = choices.Next(256), max = 1 + choices.Next(24), tempo = choices.Next(3), from = choices.Next(64), length = 1 + choices.Next(8);
        var overflow = (LineOverflow)choices.Next(3);
        NaiveFramer.Cut[] cuts = Cuts(choices.Data, from, length);
        FramerCalls.Run(choices.Data.ToArray(), choices.Rest(), cuts, first % cuts.Length, max > 20 ? 100_000 : max, overflow, tempo);
    }

    /// <summary>Each kind; those of bytes are made of bytes that will come.</summary>
    private static NaiveFramer.Cut[] Cuts(ReadOnlySpan<byte> data, int from, int length)
    {
        NaiveFramer.Cut[] named =
        [
            new(LineTerminator.Lf, Lf: true, CrLf: true), new(LineTerminator.CrLf, CrLf: true),
            new(LineTerminator.Universal, Lf: true, CrLf: true, Cr: true),
        ];
        if (data.Length < from + length)
            return named;
        byte[] some = data.Slice(from, length).ToArray(), one = some[..1];
        return
        [
            .. named,
            new(LineTerminator.Custom(some), Custom: some), new(LineTerminator.AnyOf(some), Any: some), new(LineTerminator.Custom(one), Custom: one),
        ];
    }
}
