using System.CommandLine;
using System.Globalization;
using Tutorial.Net.Load.Studies;

namespace Tutorial.Net.Load.Soak;

internal static class SoakCommand
{
    public static Command Create()
    {
        Option<double> minutes = new("--minutes") { DefaultValueFactory = _ => SoakStudy.DefaultMinutes, Description = "After a warm-up of a tenth of it." };
        minutes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0.01 and <= 10_000))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--minutes is 0.01 to 10000, and not {result.Tokens[0].Value}."));
        });
        Option<string?> data = new("--data") { Description = "A folder for soak.csv, all samples, and soak.svg and soak.png, their plot." };
        Command command = new("soak", new SoakStudy().Question) { minutes, data };
        StudyCommand.AddRun(command, result => [new SoakStudy(result.GetValue(minutes), result.GetValue(data))]);
        return command;
    }
}
