using System.Globalization;

namespace Tutorial.Net.Samples.Tour;

/// <summary>For a file, a pipe, or a terminal that knows no colours: lines of at most 80 columns, and no waiting.</summary>
internal sealed class PlainView(TextWriter output, TextWriter error) : IView
{
    private const int Width = 80;

    private Stage? _stage;

    public void Open(IReadOnlyList<Stage> stages) => Write(TextBlock.Greeting);

    public void Build(Func<Action<string>, Task> build)
    {
        Write("Building the programs first, which takes about a minute the first time.");
        build(_ => { }).GetAwaiter().GetResult();
    }

    public void Begin(Stage stage, int number, int count)
    {
        _stage = stage;
        output.WriteLine();
        Write($"== {stage.Title}");
        WriteSentence(stage.Look);
    }

    public void Start(int role, string command) => WriteOf(role, "$ " + command);

    public void Say(int role, string text) => WriteOf(role, text);

    public void Type(int role, string prompt, string text) => WriteOf(role, prompt + (text.Length == 0 ? "<Enter>" : text));

    public void Note(int role, string text) => WriteOf(role, text);

    public void Think()
    {
    }

    public void Chart(string title, IReadOnlyList<Bar> bars)
    {
        Write(title + ":");
        int label = bars.Max(bar => bar.Label.Length);
        foreach (Bar bar in bars)
        {
            string value = bar.Value.ToString("0.#", CultureInfo.InvariantCulture);
            int length = TextBlock.BarLength(bar.Value, bars.Max(one => one.Value), Width - label - 12);
            Write($"{bar.Label.PadLeft(label)} {new string('#', length)} {value}");
        }
    }

    public void Seen(string text) => WriteSentence("=> " + text);

    public void Skipped(string why) => WriteSentence("Skipped: " + why);

    public void Wrong(string what) => error.WriteLine($"WRONG: {TextBlock.Safe(what)}");

    public void Rest()
    {
    }

    public void Close(string summary)
    {
        output.WriteLine();
        WriteSentence(summary);
    }

    public void Stop() => error.WriteLine("The tour was ended.");

    private void WriteOf(int role, string text) => Write($"{_stage!.Roles[role].Name,8} | {text}");

    private void WriteSentence(string text)
    {
        foreach (string line in TextBlock.Wrap(TextBlock.Safe(text), Width))
            output.WriteLine(line);
    }

    private void Write(string line)
    {
        output.WriteLine(TextBlock.Cut(TextBlock.Safe(line), Width, "..."));
        output.Flush();
    }
}
