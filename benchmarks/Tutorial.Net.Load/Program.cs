using System.CommandLine;
using Tutorial.Net.Load;
using Tutorial.Net.Load.Soak;
using Tutorial.Net.Load.Studies;

RootCommand root = new("The line server under load, in a process of its own: how fast it is beside its rivals, and what hostile clients do to it.")
{
    RivalsCommand.Create(),
    ServeCommand.Create(),
    StudyCommand.CreateAll(),
};
foreach (Study study in Study.All)
    root.Add(study is SoakStudy ? SoakCommand.Create() : StudyCommand.Create(study));
return await root.Parse(args.Length == 0 ? ["--help"] : args).InvokeAsync();
