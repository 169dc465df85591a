using System.Globalization;
using Spectre.Console;

namespace Tutorial.Net.Samples.Tour;

/// <summary>For a person at a terminal: a column and a colour for each who speaks, row under row in the order of events.</summary>
internal sealed class TerminalView(IAnsiConsole console, Pace pace, Action<CancellationToken>? waitForEnter, CancellationToken stop) : IView
{
    private const int WidestText = 100;
    private const int MostRows = 3;
    private static readonly Color[] Colors = [Color.Aqua, Color.Yellow, Color.Lime];
    private static readonly Style Lines = new(Color.Grey);
    private static readonly Style Faint = new(Color.Grey62);
    private static readonly Style Typed = new(Color.White, decoration: Decoration.Bold | Decoration.Underline);

    private readonly bool _unicode = console.Profile.Capabilities.Unicode;
    private int[] _columns = [];

    private string Border => _unicode ? " │ " : " | ";

    private string More => _unicode ? "…" : "...";

    // A row that fills the last column makes some terminals go to the next one.
    private int Width => Math.Max(24, console.Profile.Width) - 1;

    public void Open(IReadOnlyList<Stage> stages)
    {
        WriteText(TextBlock.Greeting, new Style(decoration: Decoration.Bold));
        console.WriteLine();
        foreach (Stage stage in stages)
            WriteText($"  {stage.Name,-10} {stage.Title}", Style.Plain);
        console.WriteLine();
    }

    public void Build(Func<Action<string>, Task> build)
    {
        int count = 0;
        console.Status().Start(
            "Building the programs, which takes about a minute the first time",
            status => build(name => status.Status($"Building the programs: {++count} done, the last is {Markup.Escape(name)}"))
                .GetAwaiter().GetResult());
    }

    public void Begin(Stage stage, int number, int count)
    {
        if (number == 1 && count > 1)
            Rest();
        _columns = TextBlock.Columns(Width, Border.Length, [.. stage.Roles.Select(role => role.Share)]);
        console.WriteLine();
        WriteTitle(count == 1 ? stage.Title : $"{number}/{count}  {stage.Title}");
        WriteText(stage.Look, new Style(decoration: Decoration.Italic));
        console.WriteLine();
        for (int role = 0; role < stage.Roles.Length; role++)
        {
            Write(role == 0 ? "" : Border, Lines);
            Write(Pad(TextBlock.Cut(stage.Roles[role].Name, _columns[role], More), role), StyleOf(role, Decoration.Bold));
        }

        console.WriteLine();
        Pause(pace.Thought);
    }

    public void Start(int role, string command) => WriteRows(role, "$ " + command, Faint);

    public void Say(int role, string text) => WriteRows(role, text, StyleOf(role));

    public void Note(int role, string text) => WriteRows(role, text, new Style(Color.Grey62, decoration: Decoration.Italic));

    public void Type(int role, string prompt, string text)
    {
        string shown = text.Length > 0 ? TextBlock.Safe(text) : _unicode ? "⏎" : "<Enter>";
        string before = TextBlock.Cut(TextBlock.Safe(prompt), Math.Max(1, _columns[role] - shown.Length), More);
        BeginRow(role);
        Write(before, StyleOf(role));
        Pause(pace.Thought);
        foreach (char key in shown)
        {
            Pause(pace.Key);
            Write(key.ToString(), Typed);
        }

        EndRow(role, before + shown);
    }

    public void Think() => Pause(pace.Thought * 3);

    public void Chart(string title, IReadOnlyList<Bar> bars)
    {
        console.WriteLine();
        BarChart chart = new BarChart().Width(Width).Label($"[bold]{Markup.Escape(title)}[/]").LeftAlignLabel();
        foreach (Bar bar in bars)
            chart.AddItem(Markup.Escape(TextBlock.Safe(bar.Label)), bar.Value, Colors[bar.Role]);
        chart.Culture = CultureInfo.InvariantCulture;
        console.Write(chart);
    }

    public void Seen(string text)
    {
        console.WriteLine();
        WriteText((_unicode ? "✓ " : "Seen: ") + text, new Style(Color.Lime));
    }

    public void Skipped(string why)
    {
        console.WriteLine();
        WriteText("Skipped: " + why, new Style(Color.Yellow));
    }

    public void Wrong(string what)
    {
        console.WriteLine();
        WriteText("WRONG: " + what, new Style(Color.Red, decoration: Decoration.Bold));
    }

    public void Rest()
    {
        if (waitForEnter is null)
            return;
        const string Prompt = "Enter: go on   Ctrl+C: end";
        Write(Prompt, Faint);
        waitForEnter(stop);
        console.Write(new ControlCode("\r\u001b[K"));
    }

    public void Close(string summary)
    {
        console.WriteLine();
        WriteText(summary, new Style(decoration: Decoration.Bold));
    }

    public void Stop()
    {
        console.Cursor.Show();
        console.WriteLine();
        WriteText("The tour was ended.", Style.Plain);
    }

    private static Style StyleOf(int role, Decoration decoration = Decoration.None) => new(Colors[role], decoration: decoration);

    private void WriteTitle(string title)
    {
        string dash = _unicode ? "─" : "-";
        string shown = TextBlock.Cut(title, Width - 6, More);
        Write(dash + dash + " ", Lines);
        Write(shown, new Style(Color.White, decoration: Decoration.Bold));
        Write(" " + string.Concat(Enumerable.Repeat(dash, Width - 4 - shown.GetCellWidth())), Lines);
        console.WriteLine();
    }

    private void WriteText(string text, Style style)
    {
        foreach (string line in TextBlock.Wrap(TextBlock.Safe(text), Math.Min(Width, WidestText)))
        {
            Write(line, style);
            console.WriteLine();
        }
    }

    private void WriteRows(int role, string text, Style style)
    {
        foreach (string row in TextBlock.Wrap(TextBlock.Safe(text), _columns[role], MostRows, More))
        {
            BeginRow(role);
            Write(row, style);
            EndRow(role, row);
        }

        Pause(pace.Row);
    }

    private void BeginRow(int role)
    {
        for (int left = 0; left < role; left++)
            Write(Pad("", left) + Border, Lines);
    }

    private void EndRow(int role, string row)
    {
        for (int right = role + 1; right < _columns.Length; right++)
            Write((right == role + 1 ? Pad("", role, row.GetCellWidth()) : Pad("", right - 1)) + Border, Lines);
        console.WriteLine();
    }

    private string Pad(string text, int role, int taken = 0) => text + new string(' ', Math.Max(0, _columns[role] - text.GetCellWidth() - taken));

    private void Write(string text, Style style) => console.Write(text, style);

    private void Pause(TimeSpan time)
    {
        stop.WaitHandle.WaitOne(time);
        stop.ThrowIfCancellationRequested();
    }
}
